"""What a worker's memory is with so many customers in its cache: resident bytes before the first event and after."""

from time import sleep
from typing import NamedTuple

from benchmarks.contest import Place, wait_until
from benchmarks.load import Load, send

EVENTS_PER_CUSTOMER = 3
SETTLES_S = 2.0
SAMPLE = 1000


class Cached(NamedTuple):
    """Resident bytes of the worker; bytes of an average customer as the ledger keeps them."""

    customers: int
    events: int
    before: int
    after: int
    document: float

    @property
    def per_customer(self) -> float:
        """Resident bytes that came, for each customer: with whatever else grew meanwhile."""
        return (self.after - self.before) / self.customers


def run_cached(place: Place, customers: int) -> Cached:
    """Start a worker on empty topics, look, apply the same number of events of each customer, look again."""
    load = Load(size=customers * EVENTS_PER_CUSTOMER, customers=customers, in_turn=True)
    worker = place.start("activity")
    try:
        wait_until(lambda: place.taken(since=0) == place.settings.partitions, "all lanes", worker)
        sleep(SETTLES_S)
        before = worker.memory_bytes()
        send(place.settings, load)
        wait_until(lambda: place.applied() >= load.size, "the last event", worker)
        sleep(SETTLES_S)
        keys = [f"customer:c{n}" for n in range(0, customers, max(1, customers // SAMPLE))]
        sizes = [place.store.strlen(key) for key in keys]
        return Cached(customers, load.size, before, worker.memory_bytes(), sum(map(int, sizes)) / len(sizes))
    finally:
        worker.stop()
