"""What knowing more of a customer costs: the share of a worker's time that is spent in those parts.

    python -m benchmarks.share [--events N] [--customers N] [--days D] [--seconds S]

py-spy looks at the one worker of `benchmarks.pipeline`'s load 400 times a second; a look counts for a part when any of
its functions is on the stack. What larger documents cost to write and say is beside it, by their bytes. py-spy is no
dependency of ours: `.venv/bin/pip install py-spy`.
"""

import argparse
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks.contest import Place, run_harken
from benchmarks.load import Load
from benchmarks.own_services import own_services
from tests.worker_process import WorkerProcess

#: By part, in which files it is.
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "worth": ("fold/worth.py", "harken/value/"),
    "life cycle": ("fold/stages.py", "harken/lifecycle/"),
    "segments": ("fold/segments.py", "harken/segments/", "fold/groups.py"),
    "the next seven days": ("fold/propensity.py",),
    "carts, habits, sessions": ("fold/carts.py", "fold/habits.py", "fold/sessions.py"),
    "satisfaction, texts, themes": ("fold/satisfaction.py", "harken/text/", "fold/unrated.py"),
}
#: Functions that go by the bytes of documents: they encode, keep, write and say them.
WRITING: Final = ("_exactly (", "public_part (", "_commit (", "_say_outbox (", "CustomerCache", "_load (")
LOOKS_PER_S: Final = 400


def shares(stacks: Iterable[str]) -> tuple[int, Counter[str], int]:
    """How often the event loop's thread was seen at work; of these by part; and in `WRITING`.

    Parameters
    ----------
    stacks : lines of py-spy's raw format, frames joined by `;` and then how often.
    """
    looks, writing, found = 0, 0, Counter[str]()
    for line in stacks:
        stack, times = line.rsplit(" ", 1)
        if "run_worker" not in stack or "select (" in stack.rsplit(";", 1)[-1]:
            continue
        looks += int(times)
        part = next((name for name, files in PARTS.items() if any(file in stack for file in files)), None)
        if part is not None:
            found[part] += int(times)
        elif any(function in stack for function in WRITING):
            writing += int(times)
    return looks, found, writing


class _Watched(Place):
    """Its second activity worker (the first is there to be taught) is looked at while it works off the load."""

    def __init__(self, kafka: str, redis: str, root: Path, seconds: float) -> None:
        super().__init__("share", kafka, redis, 0, root)
        self._seconds = seconds
        self._raw = root / "stacks"
        self._activity = 0
        self._spies: list[subprocess.Popen[bytes]] = []

    def start(self, role: str) -> WorkerProcess:
        """A worker as a user starts it."""
        worker = super().start(role)
        self._activity += role == "activity"
        if role == "activity" and self._activity == 2:
            self._spies.append(self._spy(worker.pid))
        return worker

    def stacks(self) -> list[str]:
        """What was seen; it is written when the worker has ended."""
        for spy in self._spies:
            spy.wait()
        return self._raw.read_text().splitlines()

    def _spy(self, pid: int) -> "subprocess.Popen[bytes]":
        spy = str(Path(sys.executable).with_name("py-spy"))
        what = ["-p", str(pid), "-d", f"{self._seconds:g}", "-r", str(LOOKS_PER_S), "-f", "raw", "-o", str(self._raw)]
        return subprocess.Popen([spy, "record", *what], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=240_000, help="events (default %(default)s)")
    parser.add_argument("--customers", type=int, default=20_000, help="customers (default %(default)s)")
    parser.add_argument("--days", type=float, default=6.0, help="days of event time (default %(default)s)")
    parser.add_argument("--seconds", type=float, default=40.0, help="looked at for so long at most (%(default)s)")
    options = parser.parse_args()
    with own_services("share") as (kafka, redis, root):
        place = _Watched(kafka.bootstrap, redis.url, root, options.seconds)
        run_harken(place, Load(options.events, options.customers, span_d=options.days))
        looks, found, writing = shares(place.stacks())
    table = Table("part", "share of the worker's time")
    for name in PARTS:
        table.add_row(name, f"{found[name] / looks:.1%}")
    table.add_row("together", f"{found.total() / looks:.1%}", style="bold")
    table.add_row("all else that goes by the bytes of documents", f"{writing / looks:.1%}")
    Console().print(table, f"{looks:,} looks")


if __name__ == "__main__":
    main()
