"""Moments and happenings to ask a rule about, without a fold: a customer with some history, unless a test says else."""

from typing import Any, Final

from harken.customer import Customer, State
from harken.document import Activity, Profile, Satisfaction, Value
from harken.events import Event
from harken.fold.config import DAY_S
from harken.fold.happening import Happening
from harken.fold.moment import Moment

NOW_S: Final = 1_767_225_600.0


def ago_ms(days: float) -> int:
    """Epoch milliseconds, so many days before now."""
    return round((NOW_S - days * DAY_S) * 1000)


def moment(**fields: Any) -> Moment:
    """A customer with some history, at one moment."""
    given: dict[str, Any] = {
        "customer": _ada(3), "now_s": NOW_S, "row": 0, "orders": 3, "net_minor": 1000, "last_seen_ms": ago_ms(2.5),
        "last_order_ms": ago_ms(14), "satisfaction": Satisfaction(0.6, 3.0, 0), "recent": ["cup"], "bought": [],
        "categories": {}, "first_seen_ms": ago_ms(33), "first_order_ms": ago_ms(32), "clicks": 5, "gaps": 2,
        "mean_gap_s": 9 * DAY_S,
    }  # fmt: skip
    return Moment(**{**given, **fields})


def happening(event: Event, orders: int = 1, **fields: Any) -> Happening:
    """An event of somebody with so many orders."""
    return Happening(event, 0.0, _ada(orders), horizon_s=90 * DAY_S, **fields)


def _ada(orders: int) -> Customer:
    return Customer(
        id="ada", version=1, at_ms=0, profile=Profile(0, 0, {}), activity=Activity(orders=orders), value=Value("GBP"),
        state=State(0.0),
    )  # fmt: skip
