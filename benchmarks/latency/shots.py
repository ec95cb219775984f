"""What is shot at whom: event n, what it looks like, and which event a message that comes out answers.

Both kinds are functions of n alone, so that the one who sends and the one who listens need nothing of each other.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

import msgspec
import orjson

from benchmarks.load import CATEGORIES, ITEMS

CUSTOMERS: Final = 20_000
#: Of a shop's events, one in so many is a bad word of somebody new, which is answered by an alert.
ASKED_EVERY: Final = 20
#: An event that is only sent to see whether anybody listens.
READY: Final = -1


class Shot(NamedTuple):
    """One event: short topic, customer (its key), JSON."""

    topic: str
    customer: str
    value: bytes


class Shots(NamedTuple):
    """One kind of load.

    Parameters
    ----------
    shot : of event n at epoch milliseconds.
    answers : which n a message answers; None where it answers none.
    asked_every : one in so many events is answered.
    """

    shot: Callable[[int, int], Shot]
    answers: Callable[[bytes], int | None]
    asked_every: int


class _Said(msgspec.Struct):
    customer: str
    count: int


class _Data(msgspec.Struct):
    kind: str
    transition: str


class _Alert(msgspec.Struct):
    subject: str
    data: _Data


_said = msgspec.json.Decoder(_Said)
_alert = msgspec.json.Decoder(_Alert)


def _click(n: int, ts_ms: int) -> Shot:
    """Customers come one after the other, so that customer and count say which event it was."""
    customer = "ready" if n == READY else f"c{n % CUSTOMERS}"
    item = n % ITEMS
    head = {"id": f"e{n}-{ts_ms}", "customer_id": customer, "ts": ts_ms, "kind": "view"}
    place = {"item_id": f"i{item}", "category": f"k{item % CATEGORIES}", "session_id": f"s{n // 50}"}
    return Shot("clicks", customer, orjson.dumps(head | place))


def _counted(message: bytes) -> int | None:
    said = _said.decode(message)
    return None if said.customer == "ready" else (said.count - 1) * CUSTOMERS + int(said.customer[1:])


def _of_a_shop(n: int, ts_ms: int) -> Shot:
    """One in twenty a bad word, four orders, the others clicks."""
    if n == READY or n % ASKED_EVERY == 0:
        customer = f"ready-{ts_ms}" if n == READY else f"asked-{n}"
        body = {"id": f"f{n}-{ts_ms}", "customer_id": customer, "ts": ts_ms, "kind": "nps", "score": 0}
        return Shot("feedback", customer, orjson.dumps(body))
    if n % 5:
        return _click(n, ts_ms)
    customer = f"c{n * 7 % CUSTOMERS}"
    lines = [{"item_id": f"i{(n + k) % ITEMS}", "quantity": 1, "price": 9.5} for k in range(2)]
    head = {"id": f"o{n}-{ts_ms}", "customer_id": customer, "ts": ts_ms, "kind": "order", "order_id": f"o{n}"}
    return Shot("purchases", customer, orjson.dumps({**head, "currency": "GBP", "total": 19.0, "items": lines}))


def _alerted(message: bytes) -> int | None:
    alert = _alert.decode(message)
    asked = alert.subject.startswith("asked-") and alert.data.kind == "detractor" and alert.data.transition == "raised"
    return int(alert.subject.removeprefix("asked-")) if asked else None


#: By name: everybody's task of `benchmarks.engines`, and a shop.
SHOTS: Final = {"counts": Shots(_click, _counted, 1), "shop": Shots(_of_a_shop, _alerted, ASKED_EVERY)}
