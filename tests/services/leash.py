"""Ending what we started, even when we are killed by -9."""

import subprocess
from collections.abc import Sequence


class Leash:
    """Runs a command when this process ends, however it ends, unless it is let go before.

    A small process of a session of its own reads a pipe that only this process holds open; the pipe closes when we end.
    (PR_SET_PDEATHSIG would kill a child too, on Linux only, per thread, and no container.)

    Parameters
    ----------
    command : program and arguments; it must read its standard input to the end before it does anything.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def let_go(self) -> None:
        """What it would end has ended: forget the command. May be called again."""
        self._process.kill()
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
