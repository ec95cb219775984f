"""The events: clicks, seeded, of customers by one of two distributions, and how many each customer has."""

import random
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final, NamedTuple, Protocol

import orjson

from benchmarks.load import CATEGORIES, ITEMS, START_MS
from harken.replay.producer import KeyedProducer
from harken.settings import Settings

#: A few customers have most of the events, as in most shops.
ZIPF: Final = "zipf"
#: Customers come one after the other, so none comes again before all others have.
EVEN: Final = "even"
SHAPES: Final = (ZIPF, EVEN)
#: The customer of rank r is drawn r ** this as seldom as the first.
EXPONENT: Final = 1.1
STEP_MS: Final = 20


class Events(Protocol):
    """What everybody counts."""

    @property
    def events(self) -> int:
        """How many, > 0."""

    def drawn(self) -> Sequence[str]:
        """The customer of each event, in order."""

    def messages(self) -> Iterator[tuple[str, bytes]]:
        """Yield (customer, JSON), in the same order."""

    def first(self, events: int) -> "Events":
        """The first so many of them."""


class Keys(NamedTuple):
    """Whose events are sent.

    Parameters
    ----------
    shape : one of `SHAPES`.
    events, customers : how many, > 0.
    seed : of what is drawn.
    """

    shape: str
    events: int
    customers: int
    seed: int = 1

    def drawn(self) -> Sequence[str]:
        """The customer of each event, in order."""
        if self.shape == EVEN:
            return [f"c{n % self.customers}" for n in range(self.events)]
        dice = random.Random(self.seed)
        sums = list(accumulate((rank + 1) ** -EXPONENT for rank in range(self.customers)))
        return [f"c{n}" for n in dice.choices(range(self.customers), cum_weights=sums, k=self.events)]

    def messages(self) -> Iterator[tuple[str, bytes]]:
        """Yield (customer, JSON), in event-time order."""
        return clicks(self)

    def first(self, events: int) -> "Keys":
        """The same, but for their number."""
        return self._replace(events=events)


def clicks(keys: Keys) -> Iterator[tuple[str, bytes]]:
    """Yield (customer, JSON), in event-time order."""
    dice = random.Random(keys.seed)
    for n, customer in enumerate(keys.drawn()):
        item = dice.randrange(ITEMS)
        head = {"id": f"e{n}", "customer_id": customer, "ts": START_MS + n * STEP_MS, "kind": "view"}
        place = {"item_id": f"i{item}", "category": f"k{item % CATEGORIES}", "session_id": f"s{n // 50}"}
        yield customer, orjson.dumps(head | place)


def send(settings: Settings, found: Events) -> None:
    """Send them all and wait for the broker. Raises NotDelivered."""
    producer = KeyedProducer(settings)
    for customer, value in found.messages():
        producer.send(f"{settings.topic_prefix}clicks", customer, value)
    producer.flush()
