"""One run of each contender on the same events in the same topics, measured the same way: wall and processor time of
its one process, all threads.

Processor time of harken's worker begins when its first lane was taken, before anything was fetched; that of stock Faust
when its agent is given the first event. By the wall both begin with what is applied first. The worker starts on what a
learner has taught: a tenth as many events were applied and learned before, so that there is something to recommend and
to score with.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

from redis import Redis

from benchmarks.load import Load, send
from harken.events import INBOUND
from harken.glance import Glance
from harken.lag import LagReader
from harken.ledger.keys import lane_keys
from harken.settings import Settings, load_settings
from harken.topics import create_topics
from tests.worker_process import TICKS_PER_S, WorkerProcess

DONE_WITHIN_S = 600.0
LOOK_EVERY_S = 0.05
TAUGHT_SHARE = 0.1


class Measured(NamedTuple):
    """What one run took.

    Parameters
    ----------
    events : that the processor's time was spent on.
    timed : those applied in `wall_s`: all but what the first commit that was seen brought.
    """

    events: int
    timed: int
    wall_s: float
    cpu_s: float

    @property
    def per_s(self) -> float:
        """Events per second."""
        return self.timed / self.wall_s

    @property
    def per_cpu_s(self) -> float:
        """Events per second of processor time."""
        return self.events / self.cpu_s


def cpu_s(pid: int) -> float:
    """Processor time that a process has used so far: user and system, all threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_S


class Place:
    """Topics and a database of a run's own.

    Parameters
    ----------
    name : prefix of topics, instance.
    kafka, redis : the services' addresses; `database` of the store is emptied.
    """

    def __init__(self, name: str, kafka: str, redis: str, database: int, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            "HARKEN_KAFKA": kafka,
            "HARKEN_REDIS": redis.rsplit("/", 1)[0] + f"/{database}",
            "HARKEN_TOPIC_PREFIX": f"{name}.",
            "HARKEN_INSTANCE": name,
            "HARKEN_CLOCK": "event",
            "HARKEN_BROKER_TIMEOUT_S": "60",  # the machine may have company
        }
        self.settings: Settings = load_settings(self.environment)
        self._glance = Glance(self.settings)
        self.store = Redis.from_url(self.settings.redis)
        self.store.flushdb()
        create_topics(self.settings)

    def start(self, role: str) -> WorkerProcess:
        """A worker as a user starts it."""
        return WorkerProcess(role, self.environment, self.folder / f"{self.settings.instance}-{role}.log")

    def taken(self, since: int) -> int:
        """Lanes that were taken more than `since` times."""
        keys = [lane_keys(self.settings.key_prefix, "activity", n).ledger for n in range(self.settings.partitions)]
        return sum(int(self.store.hget(key, "epoch") or 0) > since for key in keys)

    def applied(self) -> int:
        """Records applied, over all lanes, as the ledger says."""
        return sum(sum(lane.offsets.values()) for lane in self._glance.lanes("activity"))

    def behind(self) -> int:
        """Records not applied, asked of broker and ledger."""
        with LagReader(self.settings) as reader:
            return sum(reader.read(self._glance, "activity", INBOUND).behind.values())


def teach(place: Place, load: Load) -> None:
    """Apply and learn events of the time before, with a worker and a learner that are gone afterwards."""
    send(place.settings, load)
    workers = [place.start("activity"), place.start("learner")]
    try:
        wait_until(lambda: place.applied() >= load.size, "the teaching", *workers)
        wait_until(lambda: bool(place.store.exists(f"{place.settings.key_prefix}popular")), "the learner", *workers)
        sleep(2 * place.settings.publish_s)  # what is learned last is published after so long
    finally:
        for worker in workers:
            worker.stop()


def run_harken(place: Place, load: Load, share: float = 1.0) -> Measured:
    """Teach, fill the topics, then let one worker apply it all; or only the first `share` of it (0 to 1)."""
    taught = load._replace(size=max(1, round(load.size * TAUGHT_SHARE)), seed=load.seed + 1000, from_d=-load.span_d)
    teach(place, taught)
    load = load._replace(size=max(1, round(load.size * share)), span_d=load.span_d * share)
    send(place.settings, load)
    worker = place.start("activity")
    try:
        wait_until(lambda: place.taken(since=1) > 0, "the first lane", worker)
        used_s = cpu_s(worker.pid)
        wait_until(lambda: place.applied() > taught.size, "the first batch", worker)
        started_s, first = monotonic(), place.applied() - taught.size
        wait_until(lambda: place.applied() >= taught.size + load.size, "the last event", worker)
        measured = Measured(load.size, load.size - first, monotonic() - started_s, cpu_s(worker.pid) - used_s)
        if place.behind():
            raise RuntimeError("the ledger counts all, the broker has more")
        return measured
    finally:
        worker.stop()


def run_stock(place: Place, load: Load, taught: int) -> Measured:
    """The same topics, from their beginning, which is a tenth more."""
    settings, total = place.settings, load.size + taught
    command = [sys.executable, "-m", "benchmarks.stock_faust"]
    arguments = [settings.kafka, settings.topic_prefix, str(settings.partitions), str(total)]
    with (place.folder / "stock.log").open("ab") as log:
        process = subprocess.Popen(command + arguments, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        _line(process, "started")
        started_s, used_s = monotonic(), cpu_s(process.pid)
        _line(process, "done")
        return Measured(total, total, monotonic() - started_s, cpu_s(process.pid) - used_s)
    finally:
        process.kill()
        process.wait()


def wait_until(reached: Callable[[], bool], what: str, *workers: WorkerProcess) -> None:
    """Look until it is so; raises what a worker died of, TimeoutError."""
    deadline_s = monotonic() + DONE_WITHIN_S
    while not reached():
        for worker in workers:
            worker.check()
        if monotonic() > deadline_s:
            raise TimeoutError(f"{what}: not within {DONE_WITHIN_S:g} s")
        sleep(LOOK_EVERY_S)


def _line(process: "subprocess.Popen[str]", word: str) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == word:
            return
    raise RuntimeError(f"the stock agent ended before it said {word!r}")
