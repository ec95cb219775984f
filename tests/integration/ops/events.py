"""Events that the tests for operators send."""

import json
from collections.abc import Iterator
from time import time

Event = tuple[str, bytes, bytes]


def clicks(count: int, first: int = 0, customers: int = 10) -> Iterator[Event]:
    """Clicks of now, spread over some customers."""
    for n in range(first, first + count):
        customer = f"customer-{n % customers}"
        body = {"id": f"c-{n}", "customer_id": customer, "ts": round(time() * 1000), "kind": "view", "item_id": "tea"}
        yield "clicks", customer.encode(), json.dumps(body).encode()
