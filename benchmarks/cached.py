"""What a worker's memory is with so many customers in its cache: resident bytes before the first event, with half of
them, and with all.

What is buffered, decoded and on its way while a backlog is worked off depends on how many customers a batch has; a
worker keeps it (glibc gives nothing back, docs/decisions/0008), and the first half pays for it, as it does for those
that are open (`HARKEN_OPEN_CUSTOMERS`). How many events happen to be underway at once differs by tens of megabytes
from run to run, so the first half comes twice. The second half shows what one more customer in the cache costs.
"""

from time import sleep
from typing import NamedTuple

from benchmarks.contest import Place, wait_until
from benchmarks.load import Load, send
from tests.worker_process import WorkerProcess

EVENTS_PER_CUSTOMER = 3
SETTLES_S = 2.0
SAMPLE = 1000


class Cached(NamedTuple):
    """Resident bytes of the worker at its start, with half of the customers, with all; bytes of an average customer as
    the ledger keeps them."""

    customers: int
    empty: int
    half: int
    all: int
    document: float

    @property
    def per_customer(self) -> float:
        """Resident bytes for each customer of the second half."""
        return (self.all - self.half) / (self.customers // 2)


def run_cached(place: Place, customers: int) -> Cached:
    """Start a worker on empty topics, look, apply the same number of events of each of one half, twice, look; of the
    other."""
    half = customers // 2
    load = Load(size=half * EVENTS_PER_CUSTOMER, customers=half, in_turn=True)
    worker = place.start("activity")
    try:
        wait_until(lambda: place.taken(since=0) == place.settings.partitions, "all lanes", worker)
        sleep(SETTLES_S)
        empty = worker.memory_bytes()
        _apply(place, worker, load)
        first = _apply(place, worker, load._replace(seed=2, from_d=load.span_d))
        both = _apply(place, worker, load._replace(seed=3, from_d=2 * load.span_d, first=half))
        keys = [f"customer:c{n}" for n in range(0, customers, max(1, customers // SAMPLE))]
        sizes = [place.store.strlen(key) for key in keys]
        return Cached(customers, empty, first, both, sum(map(int, sizes)) / len(sizes))
    finally:
        worker.stop()


def _apply(place: Place, worker: WorkerProcess, load: Load) -> int:
    """Resident bytes when these events are applied too."""
    due = place.applied() + load.size
    send(place.settings, load)
    wait_until(lambda: place.applied() >= due, "the last event", worker)
    sleep(SETTLES_S)
    return worker.memory_bytes()
