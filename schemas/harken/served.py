"""Served lists on `harken.predictions`: what was shown to whom, in which place, by which chance; and what was taken.

Both are there only where lists are served with an id (`HARKEN_SERVED_LISTS`). `model` tells them from scores.
"""

from typing import Final, Literal

from msgspec import Struct

LIST: Final = "list"
TAKING: Final = "taking"

Deed = Literal["seen", "click", "order"]


class ServedItem(Struct, frozen=True, gc=False):
    """One place of a list, the first is 0: which item, which source is its reason, and with which probability this item
    was to stand here. `explored` says that it was drawn by chance from further down."""

    item_id: str
    position: int
    source: str
    score: float
    propensity: float
    explored: bool


class ServedList(Struct, frozen=True, kw_only=True, gc=False):
    """A list that a customer's document has; `id` is its `list_id` without the last part, the same for the same
    customer and order of items.

    `version` is that of the blend, "" where lists were not ranked by one.
    """

    id: str
    customer_id: str
    model: Literal["list"] = LIST
    version: str
    at_ms: int
    items: tuple[ServedItem, ...]


class ListTaking(Struct, frozen=True, kw_only=True, gc=False):
    """An event named a list: it was on a screen (`seen`, an impression without an item), or something of it was taken.

    `id` is made of the event's place: lane, topic, offset, number; `list_id` is that of the logged list.
    """

    id: str
    customer_id: str
    model: Literal["taking"] = TAKING
    list_id: str
    item_id: str | None
    deed: Deed
    at_ms: int
