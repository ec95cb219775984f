"""Identifiers: text that becomes part of keys, causes and log lines, so no control character may be in it."""

import re
from typing import Final

from harken.errors import MalformedEvent
from harken.events import Event, Purchase
from harken.item import Item
from harken.reason import Reason

_CONTROL: Final = re.compile("[\x00-\x1f]")
_FIELDS: Final = ("id", "customer_id", "item_id", "list_id", "order_id", "alert_id", "session_id")


def refuse_control_characters(event: Event | Item) -> None:
    """Raise MalformedEvent where an identifier of the event holds a character below U+0020."""
    for name in _FIELDS:
        _refuse(name, getattr(event, name, None))
    if isinstance(event, Purchase):
        for n, item in enumerate(event.items):
            _refuse(f"items[{n}].item_id", item.item_id)


def _refuse(path: str, identifier: str | None) -> None:
    if identifier is not None and _CONTROL.search(identifier):
        raise MalformedEvent(Reason.OUT_OF_RANGE, f"{path}: holds a control character")
