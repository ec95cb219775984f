"""Events for the benchmarks: 70 % clicks, 20 % purchases, 10 % feedback, customers drawn uniformly, seeded."""

import random
from collections.abc import Iterator
from typing import Any

import orjson

START_MS = 1_767_225_600_000  # 2026-01-01T00:00:00Z


def events(count: int, customers: int, seed: int = 1, span_d: float = 30.0) -> Iterator[tuple[str, str, bytes]]:
    """Yield (short topic, customer id, JSON) in event-time order over `span_d` days."""
    rng = random.Random(seed)
    step_ms = span_d * 86_400_000 / count
    for n in range(count):
        customer = f"c{rng.randrange(customers)}"
        body: dict[str, Any] = {"id": f"e{seed}-{n}", "customer_id": customer, "ts": START_MS + int(n * step_ms)}
        draw = rng.random()
        if draw < 0.7:
            item = rng.randrange(2000)
            body |= {"kind": "view", "item_id": f"i{item}", "category": f"k{item % 20}", "session_id": f"s{n // 50}"}
            yield "clicks", customer, orjson.dumps(body)
        elif draw < 0.9:
            lines = [{"item_id": f"i{rng.randrange(2000)}", "quantity": 1, "price": 9.5} for _ in range(2)]
            body |= {"kind": "order", "order_id": f"o{n}", "currency": "GBP", "total": 19.0, "items": lines}
            yield "purchases", customer, orjson.dumps(body)
        else:
            body |= {"kind": "nps", "score": rng.choice((3, 7, 8, 9, 10, 10))}
            yield "feedback", customer, orjson.dumps(body)
