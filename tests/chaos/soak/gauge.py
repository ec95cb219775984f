"""Memory and open files of processes, looked at all through a run."""

import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple, Self

from tests.worker_process import WorkerProcess

EVERY_S = 2.0
#: The last quarter of a run may have so many times the memory, and so many more open files, than the second.
MORE_MEMORY = 1.1
MORE_FILES = 8


class Sample(NamedTuple):
    """One look: seconds since the begin, resident bytes, open files."""

    at_s: float
    memory_bytes: int
    files: int


class Gauge:
    """Looks every two seconds from a thread of its own.

    Parameters
    ----------
    processes : by the name that they have on the page.
    """

    def __init__(self, processes: Mapping[str, WorkerProcess]) -> None:
        self._processes = processes
        self.samples: dict[str, list[Sample]] = {name: [] for name in processes}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="gauge", daemon=True)
        self._begun_s = time.monotonic()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(EVERY_S):
            for name, process in self._processes.items():
                files = len(list(Path(f"/proc/{process.pid}/fd").iterdir()))
                at_s = time.monotonic() - self._begun_s
                self.samples[name].append(Sample(at_s, process.memory_bytes(), files))


def quarter(samples: Sequence[Sample], number: int) -> Sequence[Sample]:
    """The first (0) to last (3) quarter."""
    size = len(samples) // 4
    return samples[number * size : (number + 1) * size]


def growth(samples: Sequence[Sample]) -> tuple[float, int]:
    """From the second quarter to the last: times as much memory (medians), more open files (largest)."""
    before, after = quarter(samples, 1), quarter(samples, 3)
    memory = median(s.memory_bytes for s in after) / median(s.memory_bytes for s in before)
    return memory, max(s.files for s in after) - max(s.files for s in before)


def is_flat(samples: Sequence[Sample]) -> bool:
    """Whether neither grows."""
    memory, files = growth(samples)
    return memory <= MORE_MEMORY and files <= MORE_FILES
