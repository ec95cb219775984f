"""From a record of `harken.items` to an item, to word that nothing holds of it any more, or to one reason."""

from typing import Final

from msgspec import DecodeError, json

from harken.decode import refuse_unreadable
from harken.errors import MalformedEvent
from harken.events import MAX_DEPTH, seconds
from harken.faults import explain_item, too_deep
from harken.identifiers import refuse_control_characters
from harken.item import Item
from harken.nesting import is_deeper
from harken.reason import Reason

_items: Final = json.Decoder(Item)
_MOST_CHARS: Final = 256


def decode_item(key: bytes | None, value: bytes | None) -> tuple[str, Item | None]:
    """An item's id, and what is said of it; None where that is taken back (a tombstone).

    Parameters
    ----------
    key : the record's key: the item's id in UTF-8.
    value : the record's bytes; None takes back.

    Raises MalformedEvent, and nothing else, whatever the bytes.
    """
    if value is None:
        return _named(key), None
    opened = refuse_unreadable(value)
    try:
        if not value.isascii():
            value.decode()  # as in `harken.decode`: what is not ours is skipped without a look at its text
        item = _items.decode(value)
    except (DecodeError, UnicodeError, RecursionError):
        raise explain_item(Item, value) from None
    if opened >= MAX_DEPTH and is_deeper(value, MAX_DEPTH):
        raise too_deep()
    refuse_control_characters(item)
    if key != item.item_id.encode():
        fault = "the record has no key" if key is None else "key and item_id differ"
        raise MalformedEvent(Reason.KEY_MISMATCH, f"{fault}; the key must be item_id in UTF-8")
    begin, end = item.valid_from, item.valid_until
    if begin is not None and end is not None and seconds(end) <= seconds(begin):
        raise MalformedEvent(Reason.OUT_OF_RANGE, "valid_until: not after valid_from")
    return item.item_id, item


def _named(key: bytes | None) -> str:
    """The item that a record without a value is about."""
    try:
        name = (key or b"").decode()
    except UnicodeError:
        name = ""
    if not 0 < len(name) <= _MOST_CHARS:
        raise MalformedEvent(Reason.KEY_MISMATCH, "no value, and the key is no item_id in UTF-8")
    refuse_control_characters(Item(item_id=name))
    return name
