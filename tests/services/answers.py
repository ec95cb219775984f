"""Whether something answers on a port of this machine."""

import contextlib
import socket

from harken.demo.ports import LOOPBACK


def answers(port: int) -> bool:
    """Whether 127.0.0.1:port takes a connection."""
    with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1.0):
        return True
    return False
