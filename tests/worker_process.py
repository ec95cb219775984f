"""Worker processes of a run: started as a user starts them, watched through the ledger, killed when asked."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.services.leash import Leash

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
#: Arguments of Python, before the role.
HARKEN_WORKER = ("-m", "harken.cli", "worker", "--role")


class WorkerProcess:
    """One `harken worker` process.

    Parameters
    ----------
    role : activity or learner.
    environment : `HARKEN_...` variables.
    log : file that takes its output.
    program : arguments of Python, before the role; `harken worker` itself where nothing else is said.
    """

    def __init__(
        self,
        role: str,
        environment: Mapping[str, str],
        log: Path,
        program: Sequence[str] = HARKEN_WORKER,
    ) -> None:
        self.role = role
        self._log = log
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, *program, role],
                env={**os.environ, **environment},
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._leash = Leash(["/bin/sh", "-c", 'read -r _; kill -9 "$1"', "leash", str(self.pid)])

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def check(self) -> None:
        """Raise with the end of its log where it has died by itself."""
        if self._process.poll() is not None:
            tail = self._log.read_text(errors="replace")[-2000:]
            raise RuntimeError(f"the {self.role} worker ended with {self._process.returncode}:\n{tail}")

    def log(self) -> str:
        """Its output so far."""
        return self._log.read_text(errors="replace")

    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def frozen(self) -> bool:
        """Whether it is stopped (SIGSTOP)."""
        return Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "T"

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def cpu_s(self) -> float:
        """CPU seconds used so far (user and system, all threads)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_S

    def memory_bytes(self) -> int:
        """Resident memory now."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def kill(self) -> None:
        """kill -9."""
        self._process.kill()
        self._process.wait()
        self._leash.let_go()

    def stop(self, within_s: float = 20.0) -> int:
        """SIGTERM, then its exit code; kill -9 after the bound."""
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(within_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()
        finally:
            self._leash.let_go()
