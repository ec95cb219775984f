"""A small made-up shop as lines of a file: some come back every few days, half of them stop; some lines are none."""

import json
from collections.abc import Iterator
from pathlib import Path

START_MS = 1_704_067_200_000  # 2024-01-01
DAY_MS = 86_400_000
HOUR_MS = 3_600_000

CUSTOMERS = 24
#: Everybody orders every third day; every other customer no more after this day.
STOP_D = 20
LAST_D = 60
NOW_S = 1_800_000_000.0


def lines() -> Iterator[bytes]:
    """The events in order, JSON lines with their type."""
    for day in range(LAST_D):
        for n in range(CUSTOMERS):
            if (day + n) % 3 == 0 and (n % 2 or day < STOP_D):
                yield click(f"c{n}", day, n * 60_000, f"i{(n + day) % 7}")
                yield order(f"c{n}", day, n * 60_000 + 1000, f"i{(n * day) % 11}")


def order(customer: str, day: int, ms: int, item: str = "tea") -> bytes:
    items = [{"item_id": item, "quantity": 1, "price": 10.0}]
    return _line("purchase", customer, day, ms, kind="order", currency="GBP", total=10.0, items=items)


def click(customer: str, day: int, ms: int, item: str) -> bytes:
    return _line("click", customer, day, ms, kind="view", item_id=item)


def tick(day: int) -> bytes:
    """Nothing older comes."""
    ts_ms = START_MS + day * DAY_MS
    return json.dumps({"type": "command", "id": f"tick-{ts_ms}", "ts": ts_ms, "kind": "tick"}).encode()


def _line(type_: str, customer: str, day: int, ms: int, **fields: object) -> bytes:
    ts_ms = START_MS + day * DAY_MS + ms
    body = {"type": type_, "id": f"{type_}-{customer}-{ts_ms}", "customer_id": customer, "ts": ts_ms, **fields}
    return json.dumps(body).encode()


def write(path: Path, content: Iterator[bytes] | list[bytes]) -> Path:
    """A file of these lines."""
    path.write_bytes(b"".join(line + b"\n" for line in content))
    return path
