"""At least 200 records that are no events, each with the one reason it must be refused for.

The tables are in `bad_text`, `bad_fields` and `bad_values`; `BAD` is all of them. They go with `BROKER_MS` of
`good_events` as the broker's timestamp, but those in the future are so for any broker of this century. The bytes are
real and the same in every run.
"""

from collections.abc import Iterator
from typing import NamedTuple

from harken.events import CLICKS, COMMANDS, FEEDBACK, PURCHASES, RECEIPTS
from harken.reason import Reason
from tests.corpus import bad_fields, bad_text, bad_values
from tests.corpus.good_events import CUSTOMER, spliced, written


class BadEvent(NamedTuple):
    """A record, and why it is refused; the name says what is wrong with it."""

    name: str
    topic: str
    key: bytes | None
    value: bytes | None
    reason: Reason


KEY = CUSTOMER.encode()


def _rows(reason: Reason, rows: Iterator[bad_text.Row]) -> Iterator[BadEvent]:
    for name, topic, value in rows:
        yield BadEvent(f"{reason}: {name}", topic, KEY, value, reason)


def _key_mismatch() -> Iterator[BadEvent]:
    reason = Reason.KEY_MISMATCH
    for key in (None, b"", b"bob", b"Ada", b"ada ", b" ada", b'"ada"', b"ada\x00", b"\xff", b'{"id": "ada"}'):
        yield BadEvent(f"{reason}: {key!r}", CLICKS, key, written(CLICKS), reason)
    for topic in (COMMANDS, RECEIPTS, PURCHASES, FEEDBACK):
        yield BadEvent(f"{reason}: another's {topic}", topic, b"bob", written(topic), reason)
    latin = spliced(CLICKS, customer_id='"zoë"')
    yield BadEvent(f"{reason}: Latin-1", CLICKS, "zoë".encode("latin-1"), latin, reason)
    yield BadEvent(f"{reason}: the other normal form", CLICKS, "zoe\u0308".encode(), latin, reason)


BAD: tuple[BadEvent, ...] = (
    *_rows(Reason.EMPTY, bad_text.empty()),
    *_rows(Reason.TOO_LARGE, bad_text.too_large()),
    *_rows(Reason.NESTED_TOO_DEEP, bad_text.nested_too_deep()),
    *_rows(Reason.NOT_JSON, bad_text.not_json()),
    *_rows(Reason.NOT_AN_OBJECT, bad_text.not_an_object()),
    *_rows(Reason.UNKNOWN_DIALECT, bad_fields.unknown_dialect()),
    *_rows(Reason.MISSING_FIELD, bad_fields.missing_field()),
    *_rows(Reason.WRONG_TYPE, bad_fields.wrong_type()),
    *_rows(Reason.UNKNOWN_KIND, bad_fields.unknown_kind()),
    *_rows(Reason.OUT_OF_RANGE, bad_values.out_of_range()),
    *_rows(Reason.BAD_TIMESTAMP, bad_values.bad_timestamp()),
    *_rows(Reason.BEFORE_2000, bad_values.before_2000()),
    *_rows(Reason.IN_THE_FUTURE, bad_values.in_the_future()),
    *_rows(Reason.UNKNOWN_CURRENCY, bad_values.unknown_currency()),
    *_key_mismatch(),
)
