"""Free ports of this machine, and whether something answers on one."""

import contextlib
import socket


def free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 that nothing listens on now; another process may take one before it is used."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]


def answers(port: int) -> bool:
    """Whether 127.0.0.1:port takes a connection."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1.0):
        return True
    return False
