"""What a worker's memory is with so many customers in its cache: resident bytes before the first event, with half of
them, and with all.

What is buffered, decoded and on its way while a backlog is worked off depends on how many customers a batch has; a
worker keeps it (glibc gives nothing back, docs/decisions/0008), and the first half pays for it, as it does for those
that are open (`HARKEN_OPEN_CUSTOMERS`). The second half shows what one more customer in the cache costs.
"""

from time import sleep
from typing import NamedTuple

from benchmarks.contest import Place, wait_until
from benchmarks.load import Load, send

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
    """Start a worker on empty topics, look, apply the same number of events of each of one half, look; of the other."""
    half = customers // 2
    load = Load(size=half * EVENTS_PER_CUSTOMER, customers=half, in_turn=True)
    worker = place.start("activity")
    try:
        wait_until(lambda: place.taken(since=0) == place.settings.partitions, "all lanes", worker)
        sleep(SETTLES_S)
        looks = [worker.memory_bytes()]
        for n in (0, 1):
            send(place.settings, load._replace(seed=n + 1, from_d=n * load.span_d, first=n * half))
            wait_until(lambda due=(n + 1) * load.size: place.applied() >= due, "the last event", worker)
            sleep(SETTLES_S)
            looks.append(worker.memory_bytes())
        keys = [f"customer:c{n}" for n in range(0, customers, max(1, customers // SAMPLE))]
        sizes = [place.store.strlen(key) for key in keys]
        return Cached(customers, *looks, sum(map(int, sizes)) / len(sizes))
    finally:
        worker.stop()
