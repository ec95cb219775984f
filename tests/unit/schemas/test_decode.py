"""Decoding: what is asked, in which order, and what only some records are asked."""

import json

import pytest

from harken.decode import decode, decode_line, decode_timed
from harken.encode import encode, encode_line, topic_of
from harken.errors import MAX_DETAIL_CHARS, MalformedEvent
from harken.events import CLICKS, COMMANDS, PURCHASES, TYPES, Click, seconds
from harken.reason import Reason
from tests.corpus.good_events import BASES, BROKER_MS, FUTURE_S, spliced, written


def reason(topic: str, value: bytes | None, key: bytes | None = b"ada", at_ms: int = BROKER_MS) -> Reason:
    with pytest.raises(MalformedEvent) as refusal:
        decode(topic, key, value, at_ms, FUTURE_S)
    return refusal.value.reason


@pytest.mark.parametrize(
    "ts",
    [1_709_294_400_123, "2024-03-01T12:00:00.123Z", "2024-03-01T14:00:00.123+02:00", "2024-03-01 17:30:00.123+0530"],
)
def test_every_way_to_write_a_time_is_the_same_time(ts: int | str) -> None:
    event, ts_s = decode_timed(CLICKS, b"ada", written(CLICKS, ts=ts), BROKER_MS, FUTURE_S)
    assert ts_s == seconds(event.ts) == 1_709_294_400.123


def test_the_future_begins_after_the_brokers_time_and_what_is_allowed_on_top() -> None:
    #      broker's timestamp ──── future_s ────|
    #                                 accepted ─┘└─ refused
    last = BROKER_MS + int(FUTURE_S * 1000)
    assert decode(CLICKS, b"ada", written(CLICKS, ts=last), BROKER_MS, FUTURE_S)
    assert reason(CLICKS, written(CLICKS, ts=last + 1)) == Reason.IN_THE_FUTURE


def test_where_the_broker_gave_no_time_everything_is_in_the_future() -> None:
    assert reason(CLICKS, written(CLICKS), at_ms=-1) == Reason.IN_THE_FUTURE


def test_of_several_faults_the_first_asked_is_named() -> None:
    #  text, then dialect, then fields in their order, then time, then key
    wrong = {"ts": 0, "kind": "x", "price": -1}
    assert reason(CLICKS, written(CLICKS, **wrong)[:-1], b"bob") == Reason.NOT_JSON
    assert reason(CLICKS, written(CLICKS, **wrong), b"bob") == Reason.UNKNOWN_KIND
    assert reason(CLICKS, written(CLICKS, **wrong | {"kind": "view"}), b"bob") == Reason.OUT_OF_RANGE
    assert reason(CLICKS, written(CLICKS, ts=0), b"bob") == Reason.BEFORE_2000
    assert reason(CLICKS, written(CLICKS), b"bob") == Reason.KEY_MISMATCH


def test_a_repeated_name_is_refused_for_any_of_its_values_and_read_as_its_last() -> None:
    assert reason(CLICKS, spliced(CLICKS)[:-1] + b', "kind": "x", "kind": "view"}') == Reason.UNKNOWN_KIND
    twice = decode(CLICKS, b"bob", spliced(CLICKS)[:-1] + b', "customer_id": "bob"}', BROKER_MS, FUTURE_S)
    assert twice.customer_id == "bob"


def test_fields_of_our_own_make_an_event_native_whatever_else_it_carries() -> None:
    #  a bridge that adds native fields to its vendor's envelope is judged as native
    assert reason(CLICKS, written(CLICKS, kind="x", messageId="m", userId="ada")) == Reason.UNKNOWN_KIND
    assert decode(CLICKS, b"ada", written(CLICKS, messageId="m", userId="ada"), BROKER_MS, FUTURE_S)


def test_a_detail_says_where_in_a_long_purchase_the_fault_is() -> None:
    items = [{"item_id": f"sku-{n}", "price": 1} for n in range(60)]
    items[41]["price"] = -1
    with pytest.raises(MalformedEvent) as refusal:
        decode(PURCHASES, b"ada", written(PURCHASES, items=items), BROKER_MS, FUTURE_S)
    assert refusal.value.detail == "items[41].price: must be at least 0"


def test_a_detail_is_never_longer_than_its_bound() -> None:
    assert len(MalformedEvent(Reason.NOT_JSON, "x" * 10_000).detail) == MAX_DETAIL_CHARS


@pytest.mark.parametrize(("name", "topic"), TYPES)
def test_a_line_goes_to_the_topic_of_its_type(name: str, topic: str) -> None:
    line = json.dumps({**BASES[topic], "type": name}).encode() + b"\r\n"
    found, event = decode_line(line)
    assert found == topic == topic_of(event)
    assert encode(event) in encode_line(event).replace(f'"type":"{name}",'.encode(), b"")
    assert decode_line(encode_line(event)) == (found, event)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"", Reason.EMPTY),
        (b" \r\n", Reason.EMPTY),
        (b"[1]", Reason.NOT_AN_OBJECT),
        (b'{"type": "click"', Reason.NOT_JSON),
        (written(CLICKS), Reason.MISSING_FIELD),
        (written(CLICKS, type=None), Reason.WRONG_TYPE),
        (written(CLICKS, type=1), Reason.WRONG_TYPE),
        (written(CLICKS, type="clicks"), Reason.UNKNOWN_KIND),
        (b'{"type": "track", "event": "Product Viewed", "messageId": "m", "userId": "ada"}', Reason.UNKNOWN_DIALECT),
        (written(CLICKS, type="click", ts=0), Reason.BEFORE_2000),
        (
            written(CLICKS, type="click", other=None)[:-1] + b', "x": ' + b"[" * 40 + b"]" * 40 + b"}",
            Reason.NESTED_TOO_DEEP,
        ),
        (written(COMMANDS, type="command", customer_id=None), Reason.MISSING_FIELD),
        (written(CLICKS, type="feedback"), Reason.UNKNOWN_KIND),
    ],
)
def test_a_bad_line_is_refused_for_its_reason(line: bytes, expected: Reason) -> None:
    with pytest.raises(MalformedEvent) as refusal:
        decode_line(line)
    assert refusal.value.reason == expected


def test_a_file_may_be_of_the_future_and_of_any_customer() -> None:
    _, event = decode_line(written(CLICKS, type="click", ts="2999-01-01T00:00:00Z", customer_id="zoë"))
    assert isinstance(event, Click)
    assert event.customer_id == "zoë"
