"""Customers by the million: some are folded, all others are these under another name, with their wake-ups."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from benchmarks.load import START_MS, Load, events
from harken.batch import Entry, Record
from harken.lane.reading import read_entry
from harken.settings import load_settings
from harken.topology import activity_config
from tests.driver import Driver

#: Customers that are really folded, of three events each.
FOLDED: Final = 1000
#: Nobody is woken in the first days (looks, snapshots): that is what time costs, and not what events do.
QUIET_S: Final = START_MS / 1000 + 10 * 86_400
FUTURE_S: Final = 1e12


class Known(NamedTuple):
    """A customer as the ledger has them: document, and when they are woken, by kind."""

    name: str
    document: bytes
    wakeups: dict[str, float]


def entries_of(load: Load) -> list[Entry]:
    """A load's events, decoded, numbered inside their topics."""
    offsets: dict[str, int] = {}
    found = []
    for topic, customer, value in events(load):
        offset = offsets[topic] = offsets.get(topic, -1) + 1
        found.append(read_entry(Record(topic, 0, offset, customer.encode(), value, 0), FUTURE_S))
    return found


def crowd(customers: int) -> Iterator[Known]:
    """So many customers, by the names that a load gives them."""
    driver = Driver(activity_config(load_settings({})))
    driver.feed(entries_of(Load(3 * FOLDED, FOLDED, in_turn=True)))
    due: dict[str, dict[str, float]] = {}
    for (name, kind), due_s in driver.wakeups.items():
        due.setdefault(name, {})[kind] = max(due_s, QUIET_S)
    folded = list(driver.documents.items())
    for n in range(customers):
        name, document = folded[n % len(folded)]
        new = document.replace(f'"id":"{name}"'.encode(), f'"id":"c{n}"'.encode(), 1)
        yield Known(f"c{n}", new, due.get(name, {}))
