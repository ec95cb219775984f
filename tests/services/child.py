"""A service as a child process that never outlives the tests, however they end."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.services.leash import Leash

FROZEN_WITHIN_S = 10.0


class ServiceFailed(Exception):
    """A test service did not start, or ended by itself; the text holds the end of its log."""


class Child:
    """One process with its log file, ended with this process even when that is killed by -9.

    Parameters
    ----------
    command : program and arguments.
    log : file that gets its output; appended to, so that a restart keeps what went before.
    env : environment variables over those of this process.
    """

    def __init__(self, command: Sequence[str], log: Path, env: Mapping[str, str] | None = None) -> None:
        self.log = log
        self._log_start = log.stat().st_size if log.exists() else 0
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(env or {})},
                start_new_session=True,  # a Ctrl-C at pytest is pytest's; services end in its teardown
            )
        self._leash = Leash(["/bin/sh", "-c", 'read -r _; kill -9 "$1"', "leash", str(self.pid)])

    @property
    def pid(self) -> int:
        """The process id of the service itself."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it has not ended yet (a paused one runs)."""
        return self._process.poll() is None

    def output(self) -> str:
        """What this run (not earlier ones on the same log) has written so far."""
        with self.log.open("rb") as file:
            file.seek(self._log_start)
            return file.read().decode(errors="replace")

    def wait_until(self, ready: Callable[[], bool], timeout_s: float) -> None:
        """Wait until it is `ready`.

        Raises
        ------
        ServiceFailed : when it ended before, or was not ready in `timeout_s` seconds (it is killed then).
        """
        deadline_s = time.monotonic() + timeout_s
        while not ready():
            if not self.running or time.monotonic() > deadline_s:
                what = "ended" if not self.running else f"was not ready in {timeout_s:g} s"
                self.kill()
                raise ServiceFailed(f"{self._process.args!r} {what}:\n{self.output()[-2000:]}")
            time.sleep(0.02)

    def stop(self, timeout_s: float = 20.0) -> None:
        """Ask it to end (SIGTERM), and kill it when it has not in `timeout_s` seconds."""
        self.resume()
        self._signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout_s)
        self.kill()

    def kill(self) -> None:
        """End it at once (SIGKILL), as a crash would; nothing happens when it has ended."""
        self._signal(signal.SIGKILL)
        self._process.wait()
        self._leash.let_go()

    def pause(self) -> None:
        """Freeze it (SIGSTOP): connections stay open and nothing answers, from when this returns."""
        self._signal(signal.SIGSTOP)
        deadline_s = time.monotonic() + FROZEN_WITHIN_S
        while self.running and not self._is_frozen():
            if time.monotonic() > deadline_s:
                raise ServiceFailed(f"{self._process.args!r} was not frozen in {FROZEN_WITHIN_S:g} s")
            time.sleep(0.001)  # a busy machine lets a thread go on for a moment, long enough to answer

    def resume(self) -> None:
        """Let a paused one go on (SIGCONT)."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self.running:
            self._process.send_signal(number)

    def _is_frozen(self) -> bool:
        """Whether every thread has stopped; where there is no /proc nobody can say."""
        states = []
        for thread in Path(f"/proc/{self.pid}/task").glob("*/stat"):
            with contextlib.suppress(OSError):  # it has ended meanwhile
                states.append(thread.read_text().rsplit(")", 1)[1].split()[0])
        return all(state in "TZX" for state in states)
