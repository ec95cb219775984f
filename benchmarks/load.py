"""Events for the benchmarks: 70 % clicks, 20 % purchases, 10 % feedback, seeded, in event-time order."""

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

from harken.replay.producer import KeyedProducer
from harken.settings import Settings

START_MS = 1_767_225_600_000  # 2026-01-01T00:00:00Z
DAY_MS = 86_400_000
ITEMS = 2000
CATEGORIES = 20
SCORES = (3, 7, 8, 9, 10, 10)


class Load(NamedTuple):
    """What is sent.

    Parameters
    ----------
    size : how many events.
    customers : how many there are; `first` is the number of the first.
    seed : of all that is drawn, and part of the ids of events.
    from_d, span_d : first event and length, days of event time from `START_MS`.
    items : in the catalogue.
    in_turn : whether customers come one after the other (each as often as the others) or are drawn uniformly.
    """

    size: int
    customers: int
    seed: int = 1
    from_d: float = 0.0
    span_d: float = 3.0
    in_turn: bool = False
    first: int = 0
    items: int = ITEMS


def events(load: Load) -> Iterator[tuple[str, str, bytes]]:
    """Yield (short topic, customer id, JSON)."""
    rng = random.Random(load.seed)
    start_ms, step_ms = START_MS + load.from_d * DAY_MS, load.span_d * DAY_MS / load.size
    for n in range(load.size):
        customer = f"c{load.first + (n % load.customers if load.in_turn else rng.randrange(load.customers))}"
        topic, body = _body(n, rng, load.items)
        head = {"id": f"e{load.seed}-{n}", "customer_id": customer, "ts": int(start_ms + n * step_ms)}
        yield topic, customer, orjson.dumps(head | body)


def _body(n: int, rng: random.Random, items: int) -> tuple[str, dict[str, Any]]:
    draw = rng.random()
    if draw < 0.7:
        item = rng.randrange(items)
        place = {"item_id": f"i{item}", "category": f"k{item % CATEGORIES}", "session_id": f"s{n // 50}"}
        return "clicks", {"kind": "view", **place}
    if draw < 0.9:
        lines = [{"item_id": f"i{rng.randrange(items)}", "quantity": 1, "price": 9.5} for _ in range(2)]
        return "purchases", {"kind": "order", "order_id": f"o{n}", "currency": "GBP", "total": 19.0, "items": lines}
    return "feedback", {"kind": "nps", "score": rng.choice(SCORES)}


def send(settings: Settings, load: Load) -> None:
    """Send them all and wait for the broker. Raises NotDelivered."""
    producer = KeyedProducer(settings)
    for topic, customer, value in events(load):
        producer.send(settings.topic_prefix + topic, customer, value)
    producer.flush()
