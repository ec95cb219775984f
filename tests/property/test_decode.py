"""Decoding under anything: an event or one closed reason, never another error, never the value's own words."""

import json

from hypothesis import given
from hypothesis import strategies as st

from harken.decode import decode_line, decode_timed
from harken.encode import encode, encode_line, topic_of
from harken.errors import MAX_DETAIL_CHARS, MalformedEvent
from harken.events import INBOUND, MAX_DEPTH, Event, seconds
from harken.nesting import is_deeper
from harken.reason import Reason
from tests.corpus.good_events import BASES, BROKER_MS, FUTURE_S, ODD, good, spliced
from tests.corpus.strategies import MARKER, events, json_objects, json_values

topics = st.sampled_from(INBOUND)
keys = st.none() | st.just(b"ada") | st.binary(max_size=8)
good_values = st.sampled_from([record.value for record in (*good(9), *ODD) if len(record.value) < 3_000])
scraps = st.binary(max_size=6) | st.sampled_from([b"NaN", b'"', b"{", b"\\ud800", b"1e400"])
edits = st.tuples(st.integers(0, 3_000), st.integers(0, 8), scraps)


def refusal(topic: str, key: bytes | None, value: bytes | None) -> MalformedEvent | None:
    """The fault, checked to be one of ours; None where the value is an event. Anything else is raised."""
    try:
        event, ts_s = decode_timed(topic, key, value, BROKER_MS, FUTURE_S)
    except MalformedEvent as refused:
        fault = refused
    else:
        assert ts_s == seconds(event.ts)
        assert 946_684_800 <= ts_s <= BROKER_MS / 1000 + FUTURE_S
        return None
    assert isinstance(fault.reason, Reason)
    assert 0 < len(fault.detail) <= MAX_DETAIL_CHARS
    return fault


def line_refusal(line: bytes) -> MalformedEvent | None:
    try:
        decode_line(line)
    except MalformedEvent as fault:
        return fault
    return None


@given(topics, keys, st.none() | st.binary())
def test_any_bytes_give_an_event_or_a_reason(topic: str, key: bytes | None, value: bytes | None) -> None:
    refusal(topic, key, value)
    line_refusal(value or b"")


@given(topics, good_values, st.lists(edits, min_size=1, max_size=4))
def test_a_good_event_damaged_gives_an_event_or_a_reason(
    topic: str, value: bytes, damage: list[tuple[int, int, bytes]]
) -> None:
    for position, length, put in damage:
        at = position % (len(value) + 1)
        value = value[:at] + put + value[at + length :]
    refusal(topic, b"ada", value)
    line_refusal(value)


@given(topics, json_values)
def test_any_json_gives_an_event_or_a_reason(topic: str, value: object) -> None:
    refusal(topic, b"ada", json.dumps(value).encode())


@given(topics, json_objects, st.booleans(), st.booleans())
def test_a_refusal_never_repeats_what_the_value_says(
    topic: str, fields: dict[str, object], on_a_base: bool, escaped: bool
) -> None:
    text = json.dumps({**(BASES[topic] if on_a_base else {}), **fields}, ensure_ascii=escaped)
    for fault in (refusal(topic, b"ada", text.encode(errors="replace")), line_refusal(text.encode(errors="replace"))):
        assert fault is None or MARKER not in str(fault)


@given(topics, json_objects)
def test_what_json_can_say_is_refused_for_what_it_is(topic: str, fields: dict[str, object]) -> None:
    fault = refusal(topic, b"ada", json.dumps({**BASES[topic], **fields}).encode())
    #  The slow path found no fault of its own only if it disagrees with the fast one about what an event is.
    assert fault is None or "RFC 8259" not in fault.detail


@given(events)
def test_a_valid_event_comes_back_as_it_was(event: Event) -> None:
    key = event.customer_id.encode() if event.customer_id is not None else None
    assert decode_timed(topic_of(event), key, encode(event), BROKER_MS, FUTURE_S) == (event, seconds(event.ts))
    assert decode_line(encode_line(event)) == (topic_of(event), event)


def depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max((depth(part) for part in value.values()), default=0)
    if isinstance(value, list):
        return 1 + max((depth(part) for part in value), default=0)
    return 0


bracketed = st.text(st.sampled_from('[]{}"\\,:ab'), max_size=6)
trees = st.recursive(
    st.none() | bracketed,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(bracketed, inner, max_size=3),
    max_leaves=60,
)


@given(trees, st.integers(1, 8), st.sampled_from([None, 1]))
def test_depth_is_told_as_a_parser_would_tell_it(tree: object, limit: int, indent: int | None) -> None:
    assert is_deeper(json.dumps(tree, indent=indent).encode(), limit) == (depth(tree) > limit)


@given(trees, st.integers(0, 40))
def test_one_deeper_than_the_limit_is_always_refused(tree: object, around: int) -> None:
    fault = refusal("clicks", b"ada", spliced("clicks", other="[" * around + json.dumps(tree) + "]" * around))
    too_deep = fault is not None and fault.reason == Reason.NESTED_TOO_DEEP
    assert too_deep == (1 + around + depth(tree) > MAX_DEPTH)
