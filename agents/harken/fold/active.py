"""Clicks that count as activity where a company sells use and not goods: who came within the horizon has not left.

They flag the labels that wait, as an order does; who is in the population, orders alone decide. An event costs nothing
where no clicks count.
"""

from collections.abc import Callable, Collection
from typing import Any

from harken.batch import Record
from harken.events import Click
from harken.fold.labels import activity_flags
from harken.fold.notes import Notes


def flagging(
    apply: Callable[[Any, float, Record], None], notes: Notes, kinds: Collection[str]
) -> Callable[[Click, float, Record], None]:
    """What applies a click, and has those of these kinds count as activity; of one that comes again nothing is new."""

    def applied(event: Click, ts: float, record: Record) -> None:
        apply(event, ts, record)
        if event.kind in kinds:
            customer = notes.customers.get(event.customer_id)
            if customer is not None:
                activity_flags(customer.state.pending, ts)
                notes.active_clicks.append((customer, ts))

    return applied
