"""What a shop says of an item is read as events are: what does not hold is refused with one closed reason."""

import json as plain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import json

from harken.decode_item import decode_item
from harken.errors import MalformedEvent
from harken.events import MAX_EVENT_BYTES
from harken.item import Item
from harken.reason import Reason
from tests.corpus.strategies import json_objects

GOOD = {"item_id": "cup", "category": "china", "price": 4.5, "in_stock": True, "valid_until": "2024-07-01T00:00:00Z"}


def test_an_item_is_read_with_what_is_said_of_it_and_nothing_else() -> None:
    said, item = decode_item(b"cup", json.encode({**GOOD, "colour": "blue", "brand": None}))
    assert said == "cup"
    assert item is not None
    assert (item.category, item.in_stock, item.brand, item.blocked) == ("china", True, None, None)


def test_a_record_without_a_value_takes_back_what_was_said() -> None:
    assert decode_item("кружка".encode(), None) == ("кружка", None)


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        (b"cup", b"", Reason.EMPTY),
        (b"cup", b" " * (MAX_EVENT_BYTES + 1), Reason.TOO_LARGE),
        (b"cup", b"{", Reason.NOT_JSON),
        (b"cup", b"[]", Reason.NOT_AN_OBJECT),
        (b"cup", b'{"sku": "cup"}', Reason.MISSING_FIELD),
        (b"cup", json.encode({**GOOD, "in_stock": "yes"}), Reason.WRONG_TYPE),
        (b"cup", json.encode({**GOOD, "blocked": 1}), Reason.WRONG_TYPE),
        (b"cup", json.encode({**GOOD, "price": -1}), Reason.OUT_OF_RANGE),
        (b"cup", json.encode({**GOOD, "currency": "gbp"}), Reason.UNKNOWN_CURRENCY),
        (b"cup", json.encode({**GOOD, "valid_from": "tomorrow"}), Reason.BAD_TIMESTAMP),
        (b"cup", json.encode({**GOOD, "valid_from": GOOD["valid_until"]}), Reason.OUT_OF_RANGE),
        (b"cup", b'{"item_id": "cup", "other": ' + b"[" * 40 + b"]" * 40 + b"}", Reason.NESTED_TOO_DEEP),
        (b"c\x01p", b'{"item_id": "c\\u0001p"}', Reason.OUT_OF_RANGE),
        (b"pot", json.encode(GOOD), Reason.KEY_MISMATCH),
        (None, json.encode(GOOD), Reason.KEY_MISMATCH),
        (None, None, Reason.KEY_MISMATCH),
        (b"\xff", None, Reason.KEY_MISMATCH),
        (b"c\x01p", None, Reason.OUT_OF_RANGE),
    ],
)
def test_what_is_no_item_is_refused_for_what_it_is(key: bytes | None, value: bytes | None, reason: Reason) -> None:
    with pytest.raises(MalformedEvent) as refused:
        decode_item(key, value)
    assert refused.value.reason == reason, refused.value.detail


def test_an_item_may_say_much_that_is_not_deep() -> None:
    _, item = decode_item(b"cup", json.encode({**GOOD, "properties": {"a": [[[[]]]] * 20}}))
    assert item is not None


objects = json_objects.map(lambda fields: plain.dumps({"item_id": "cup", **fields}).encode())


@given(st.none() | st.just(b"cup") | st.binary(max_size=8), st.none() | st.binary() | objects)
def test_any_bytes_give_an_item_or_a_reason(key: bytes | None, value: bytes | None) -> None:
    try:
        name, item = decode_item(key, value)
    except MalformedEvent:
        return
    assert name.encode() == key
    assert item is None or isinstance(item, Item)
