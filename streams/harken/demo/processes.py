"""The demo's child processes: started in groups of their own, so that Ctrl-C reaches only the demo, which ends them."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic, sleep

from harken.errors import HarkenError


class ChildEnded(HarkenError):
    """A process that the demo needs is no longer there."""


class Child:
    """One process, with its output in a file.

    Parameters
    ----------
    name : what it is called in messages.
    command : program and arguments.
    folder : where its log lies.
    environ : its environment; the demo's own where None.
    """

    def __init__(self, name: str, command: list[str], folder: Path, environ: Mapping[str, str] | None = None) -> None:
        self.name = name
        self._log = folder / f"{name}.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "harken.demo.child", str(os.getpid()), *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env=None if environ is None else dict(environ),
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Its process id, which is that of its group."""
        return self._process.pid

    def check(self) -> None:
        """Raises ChildEnded, with the last lines it wrote, where it is gone."""
        code = self._process.poll()
        if code is not None:
            raise ChildEnded(f"{self.name} ended with code {code}: {self.last_words()}")

    def last_words(self, count: int = 3) -> str:
        """The last lines of its log, in one."""
        lines = self._log.read_text(errors="replace").strip().splitlines()
        return " | ".join(lines[-count:]) or "it wrote nothing"

    def stop(self, patience_s: float) -> None:
        """End it: SIGTERM, and after so many seconds SIGKILL to its whole group."""
        self._signal(signal.SIGTERM)
        try:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(patience_s)
        finally:
            self.kill()

    def ask_to_stop(self) -> None:
        """SIGTERM, without waiting."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL to its whole group, at once."""
        self._signal(signal.SIGKILL)
        self._process.wait(5)

    def _signal(self, number: signal.Signals) -> None:
        # Gone already is as good (macOS says PermissionError for a group of zombies).
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)


def wait_until(ready: Callable[[], bool], child: Child, patience_s: float) -> None:
    """Poll until the child is ready. Raises ChildEnded where it ends or takes longer."""
    deadline_s = monotonic() + patience_s
    while not ready():
        child.check()
        if monotonic() > deadline_s:
            raise ChildEnded(f"{child.name} did not answer within {patience_s:g} s: {child.last_words()}")
        sleep(0.05)
