"""The customer's own time zone, where an event tells it: `timezone` among its properties, by IANA name.

Looked for only where there are quiet hours; an event costs nothing otherwise.
"""

from collections.abc import Callable
from functools import lru_cache
from sys import intern  # noqa: TID251 - nothing of the environment
from typing import Any, Final

from harken.alerting.quiet import is_zone
from harken.batch import Record
from harken.events import Click, Feedback, Purchase
from harken.fold.notes import Notes

PROPERTY: Final = "timezone"
Apply = Callable[[Any, float, Record], None]


def noticing(apply: Apply, notes: Notes, common: str) -> Apply:
    """What applies an event, and takes notice of the zone that it tells.

    Parameters
    ----------
    common : the zone of who has none of their own.
    """

    def applied(event: Click | Purchase | Feedback, ts: float, record: Record) -> None:
        told = None if event.properties is None else event.properties.get(PROPERTY)
        if not isinstance(told, str) or not known_zone(told):
            apply(event, ts, record)
            return
        before = notes.customers.get(event.customer_id)
        version = None if before is None else before.version
        apply(event, ts, record)
        customer = notes.customers.get(event.customer_id)
        if customer is not None and customer.version != version:  # no repetition
            customer.state.zone = "" if told == common else intern(told)

    return applied


@lru_cache(maxsize=1024)
def known_zone(name: str) -> bool:
    """Whether there is such a zone, asked once."""
    return len(name) <= 64 and is_zone(name)
