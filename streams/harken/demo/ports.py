"""Ports of the loopback that nothing listens on."""

import contextlib
import random
import socket
from typing import Final

LOOPBACK: Final = "127.0.0.1"
#: Below what systems give to outgoing connections (Linux: 32,768 on). A port from there may be taken by any connection
#: before it is listened on; and who knocks at one until somebody listens may in the end connect to itself.
FIRST, LAST = 15_000, 32_000
TRIES: Final = 1000
#: Not `random`'s own: a seed must not lead two runs to the same ports.
_draw = random.SystemRandom()


def free_ports(count: int) -> list[int]:
    """So many of them; another process may take one before it is used. Raises OSError where there are not enough."""
    ports: list[int] = []
    with contextlib.ExitStack() as held:
        for port in _draw.sample(range(FIRST, LAST), TRIES):
            one = held.enter_context(socket.socket())
            with contextlib.suppress(OSError):
                one.bind((LOOPBACK, port))
                ports.append(port)
            if len(ports) == count:
                return ports
    raise OSError(f"not {count} free ports among {TRIES}")
