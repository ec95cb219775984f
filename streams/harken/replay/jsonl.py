"""Native events as JSON lines: each line an event with its `type`.

Lines are sent in the file's order, so a late line stays late. What has a `type` and a customer is sent even where it
is no valid event: the worker is the judge, and refuses it to the dead letters. Refused here is only what cannot be put
on a topic: no JSON object, no known type, no customer.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import orjson

from harken.decode import decode_line
from harken.errors import MalformedEvent
from harken.events import TYPES, seconds
from harken.replay.files import open_bytes
from harken.replay.line import Line, Refused

_TOPICS: Final = dict(TYPES)


def read(path: Path) -> Iterator[Line | Refused]:
    """The events of the file."""
    with open_bytes(path) as stream:
        for line in stream:
            yield _read(line.strip())


def _read(line: bytes) -> Line | Refused:
    if not line:
        return Refused("empty line")
    try:
        topic, event = decode_line(line)
    except MalformedEvent as bad:
        return _as_it_is(line, bad.reason)
    return Line(topic, event.customer_id, seconds(event.ts), event)


def _as_it_is(line: bytes, reason: str) -> Line | Refused:
    try:
        fields = orjson.loads(line)
    except orjson.JSONDecodeError:
        return Refused(reason)
    if not isinstance(fields, dict) or not isinstance(fields.get("customer_id"), str) or not fields["customer_id"]:
        return Refused(reason)
    topic = _TOPICS.get(str(fields.pop("type", None)))
    if topic is None:
        return Refused(reason)
    return Line(topic, fields["customer_id"], float("-inf"), fields)
