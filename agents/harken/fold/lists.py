"""Served lists in the fold: a list gets its id and is logged, and what is taken of it finds it again by that.

Only where lists are served with an id; an event costs nothing otherwise. A list that an event names is still the
customer's newest if the document has it and nothing was taken since it was ranked, in this batch or before (which the
second part of its id tells): then what is learned from it is as it was when it was ranked, and nothing of a list is
kept but what the document has anyway.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec import UNSET, Struct, UnsetType

from harken.batch import Record
from harken.customer import Customer
from harken.document import Recommendation
from harken.events import Click, Purchase
from harken.example import Listed
from harken.fold.clicks import IMPRESSION, TAKING
from harken.fold.config import ActivityConfig
from harken.fold.notes import Notes
from harken.fold.purchases import ORDERS
from harken.fold.tastes import choice_of
from harken.fold.zones import Apply
from harken.recommend.lists import is_ours, logged_as, served
from harken.served import Deed, ListTaking


class _Shown(Struct, gc=False):
    """What is read of a recommendation on a list that is named."""

    item_id: str
    propensity: float | UnsetType = UNSET


_shown: Final = msgspec.json.Decoder(list[_Shown]).decode


def serve(
    customer: Customer,
    ranked: Sequence[Recommendation],
    version: str,
    config: ActivityConfig,
    notes: Notes,
) -> tuple[Recommendation, ...]:
    """What is shown out of what was ranked; a list of other items is news and is logged.

    Parameters
    ----------
    version : of the blend, "" where there is none.
    """
    n, at_ms = config.recommendations, round(notes.changed_taste[customer.id] * 1000)
    found, shown = served(customer.id, ranked, n, config.exploration, version, at_ms)
    before = customer.list_id
    customer.list_id = f"{found.id}-{notes.ranked_after[customer.id]}"
    if before is UNSET or logged_as(before) != found.id:
        notes.news.add(customer.id)
        notes.lists.append(found)
    return shown


def joining(apply: Apply, notes: Notes) -> Apply:
    """What applies a click or a purchase, and joins it to the lists that it names; one that comes again joins none."""

    def applied(event: Click | Purchase, ts: float, record: Record) -> None:
        named = _named(event)
        before, first = notes.customers.get(event.customer_id), len(notes.visits)
        version = None if before is None else before.version
        choice, bought = None, isinstance(event, Purchase) and event.kind in ORDERS
        taken = [item for _, item in named if item is not None]
        if before is not None and taken:
            lists = [_listed(before, name, notes, bought=bought) for name in dict.fromkeys(name for name, _ in named)]
            choice = msgspec.structs.replace(choice_of(before.state, taken, max(ts, notes.clock_s)), lists=lists)
        apply(event, ts, record)
        after = notes.customers.get(event.customer_id)
        if after is None or after.version == version:
            return
        _log(event, named, ts, record, notes)
        if bought or len(notes.visits) > first:
            notes.ranked_after[event.customer_id] = after.version
        if choice is not None and len(notes.visits) > first:
            visit = notes.visits[first]
            drawn = visit.choice is not None
            notes.visits[first] = msgspec.structs.replace(visit, choice=msgspec.structs.replace(choice, drawn=drawn))

    return applied


def _named(event: Click | Purchase) -> list[tuple[str, str | None]]:
    """Lists of ours, and what was taken of each; nothing of a list that was only on a screen."""
    if isinstance(event, Click):
        name = event.list_id
        if name is None or not is_ours(name):
            return []
        if event.kind == IMPRESSION:
            return [(name, None)] if event.item_id is None else []
        return [(name, event.item_id)] if event.kind in TAKING and event.item_id is not None else []
    if event.kind not in ORDERS:
        return []
    return [(line.list_id, line.item_id) for line in event.items if line.list_id is not None and is_ours(line.list_id)]


def _listed(customer: Customer, name: str, notes: Notes, *, bought: bool) -> Listed:
    if customer.list_id != name or customer.id in notes.changed_taste:
        return Listed(name, [], [], bought)
    shown = _shown(customer.recommendations)
    explored = [place for place, one in enumerate(shown) if one.propensity is not UNSET]
    return Listed(name, [one.item_id for one in shown], explored, bought)


def _log(
    event: Click | Purchase, named: Sequence[tuple[str, str | None]], ts: float, record: Record, notes: Notes
) -> None:
    deed: Deed = "order" if isinstance(event, Purchase) else "click"
    for n, (name, item) in enumerate(named):
        notes.lists.append(
            ListTaking(
                id=f"{notes.lane}|{record.topic}|{record.offset}|{n}",
                customer_id=event.customer_id,
                list_id=logged_as(name),
                item_id=item,
                deed="seen" if item is None else deed,
                at_ms=round(ts * 1000),
            )
        )
