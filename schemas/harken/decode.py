"""From a record's bytes to an event, or to one reason from the closed list.

The fast path is one typed decode and a few comparisons; only what fails is parsed a second time, to say exactly
why (`harken.faults`). What is asked first is answered first: size, text, shape, time, key.
"""

from collections.abc import Callable
from typing import Final

from msgspec import DecodeError, Struct, json

from harken.errors import MalformedEvent
from harken.events import (
    CLICKS,
    COMMANDS,
    FEEDBACK,
    FOR_ALL,
    MAX_DEPTH,
    MAX_EVENT_BYTES,
    PURCHASES,
    RECEIPTS,
    TYPES,
    Click,
    Command,
    Event,
    Feedback,
    Purchase,
    Receipt,
    seconds,
)
from harken.faults import explain, explain_line, too_deep
from harken.identifiers import refuse_control_characters
from harken.nesting import is_deeper, openers
from harken.reason import Reason

YEAR_2000_S: Final = 946_684_800.0

_STRUCTS: Final[dict[str, type[Event]]] = {
    COMMANDS: Command,
    RECEIPTS: Receipt,
    PURCHASES: Purchase,
    FEEDBACK: Feedback,
    CLICKS: Click,
}
_DECODERS: Final[dict[str, Callable[[bytes], Event]]] = {
    topic: json.Decoder(struct).decode for topic, struct in _STRUCTS.items()
}
_TOPICS: Final = dict(TYPES)
_BACKSLASH: Final = ord("\\")

#: So many brackets no recursive decoder minds (CPython allows 1,000 calls), so they are looked at afterwards only.
_SAFE_DEPTH: Final = 256


class _Line(Struct):
    """What a line of a file says of itself."""

    type: str


_line: Final = json.Decoder(_Line)


def decode(topic: str, key: bytes | None, value: bytes | None, timestamp_ms: int, future_s: float) -> Event:
    """The event in a record.

    Parameters
    ----------
    topic : short name, one of `harken.events.INBOUND`.
    key : the record's key: the customer id in UTF-8; anything where the event is for no customer (a `tick`).
    value : the record's bytes.
    timestamp_ms : the broker's timestamp of the record, epoch milliseconds.
    future_s : how far the event's time may lie after the broker's, seconds, >= 0.

    Raises MalformedEvent, and nothing else, whatever the bytes.
    """
    return decode_timed(topic, key, value, timestamp_ms, future_s)[0]


def decode_timed(
    topic: str, key: bytes | None, value: bytes | None, timestamp_ms: int, future_s: float
) -> tuple[Event, float]:
    """The event in a record and its time in epoch seconds; parameters and errors are those of `decode`."""
    event, ts_s = _read(topic, value or b"")
    if ts_s > timestamp_ms / 1000.0 + future_s:
        raise MalformedEvent(
            Reason.IN_THE_FUTURE, f"ts: more than {future_s:g} s after the broker's timestamp of the record"
        )
    customer_id = event.customer_id
    if customer_id is not None and key != customer_id.encode():
        #  With another key the record lies in another lane, and two lanes would write one customer's document.
        fault = "the record has no key" if key is None else "key and customer_id differ"
        raise MalformedEvent(Reason.KEY_MISMATCH, f"{fault}; the key must be customer_id in UTF-8")
    return event, ts_s


def decode_line(line: bytes) -> tuple[str, Event]:
    """The topic (short name) and the event of one line of a file of JSON lines; raises MalformedEvent.

    A line has no key and no broker's timestamp, so neither is asked.
    """
    refuse_unreadable(line.strip())
    try:
        topic = _TOPICS[_line.decode(line).type]
    except (DecodeError, KeyError, UnicodeError, RecursionError):
        raise explain_line(line) from None
    return topic, _read(topic, line)[0]


def _read(topic: str, value: bytes) -> tuple[Event, float]:
    opened = refuse_unreadable(value)
    try:
        if not value.isascii():
            value.decode()  # the typed decode skips fields that are not ours without looking at their text
        event = _DECODERS[topic](value)
    except (DecodeError, UnicodeError, RecursionError):
        raise explain(_STRUCTS[topic], value) from None
    if opened >= MAX_DEPTH:
        _refuse_depth(event, opened, value)
    if _BACKSLASH in value:  # without an escape there is no control character
        refuse_control_characters(event)
    if event.customer_id is None and event.kind not in FOR_ALL:
        raise MalformedEvent(Reason.MISSING_FIELD, "customer_id: missing; only tick and rules are for no customer")
    ts_s = seconds(event.ts)
    if ts_s < YEAR_2000_S:
        raise MalformedEvent(Reason.BEFORE_2000, "ts: before 2000 (a number is epoch milliseconds, not seconds)")
    return event, ts_s


def refuse_unreadable(value: bytes) -> int:
    """Refuse what no parser should see; otherwise how many arrays and objects the value opens at most."""
    if not value:
        raise MalformedEvent(Reason.EMPTY, "there is no value")
    if len(value) > MAX_EVENT_BYTES:
        raise MalformedEvent(Reason.TOO_LARGE, f"{len(value)} bytes; at most {MAX_EVENT_BYTES} are read")
    opened = openers(value)
    if opened > _SAFE_DEPTH and is_deeper(value, MAX_DEPTH):
        raise too_deep()
    return opened


def _refuse_depth(event: Event, opened: int, value: bytes) -> None:
    """Look at the nesting of an event that opens many brackets, unless they are the lines of a purchase."""
    lines = len(event.items) if isinstance(event, Purchase) else 0
    #  Root, array and lines open lines + 2; a chain may start in a line, at depth 3, and use all the others.
    if opened - lines + 1 > MAX_DEPTH and is_deeper(value, MAX_DEPTH):
        raise too_deep()
