"""From an event to the bytes that decode to it again."""

from typing import Final

from msgspec import json

from harken.events import TYPES, Click, Command, Event, Feedback, Purchase, Receipt

_encoder: Final = json.Encoder()
_NAMES: Final[dict[type[Event], str]] = {
    Click: "click",
    Purchase: "purchase",
    Feedback: "feedback",
    Receipt: "receipt",
    Command: "command",
}
_TOPICS: Final = dict(TYPES)


def encode(event: Event) -> bytes:
    """The value of a record that carries the event."""
    return _encoder.encode(event)


def encode_line(event: Event) -> bytes:
    """A line of a file of JSON lines: the event with its `type` in front; no line feed."""
    return b'{"type":"' + _NAMES[type(event)].encode() + b'",' + _encoder.encode(event)[1:]


def topic_of(event: Event) -> str:
    """The topic (short name) that the event belongs on."""
    return _TOPICS[_NAMES[type(event)]]
