"""A dead letter: the original bytes, untouched, with headers that say why and where from."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from msgspec import Struct, ValidationError, convert
from msgspec.structs import replace

from harken.errors import MAX_DETAIL_CHARS, HarkenError
from harken.reason import Reason

__all__ = ("HEADERS", "MAX_DETAIL_CHARS", "DeadLetter", "NotADeadLetter", "Reason", "bounded", "from_record", "headers")

Header = tuple[str, bytes]


class NotADeadLetter(HarkenError):
    """A record without the headers of a dead letter."""


class DeadLetter(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One refused record; `detail` names the field or the fault, never the customer's words.

    `topic` is the source topic's full name, `at_ms` the broker's timestamp of the source record (epoch
    milliseconds), `version` the harken that refused it. `key` and `value` are the source's own. Only where
    `value` was too large to be passed on it is its beginning; then `length` and `sha256` are those of all of it.
    """

    reason: Reason
    detail: str
    topic: str
    partition: int
    offset: int
    at_ms: int
    version: str
    key: bytes | None
    value: bytes | None
    length: int | None = None
    sha256: str | None = None


#: Header names, and the fields of the letter they carry as text; the last two only where the value is cut.
HEADERS: Final = (
    ("harken-reason", "reason"),
    ("harken-detail", "detail"),
    ("harken-topic", "topic"),
    ("harken-partition", "partition"),
    ("harken-offset", "offset"),
    ("harken-at-ms", "at_ms"),
    ("harken-version", "version"),
    ("harken-length", "length"),
    ("harken-sha256", "sha256"),
)
_OPTIONAL: Final = frozenset({"length", "sha256"})


def bounded(letter: DeadLetter, limit_bytes: int) -> DeadLetter:
    """The letter, its value cut so that key and value are at most `limit_bytes` long (the key stays whole)."""
    value = letter.value or b""
    room = max(0, limit_bytes - len(letter.key or b""))
    if len(value) <= room:
        return letter
    return replace(letter, value=value[:room], length=len(value), sha256=sha256(value).hexdigest())


def headers(letter: DeadLetter) -> tuple[Header, ...]:
    """What goes beside the original bytes, as text in UTF-8."""
    named = ((name, getattr(letter, field)) for name, field in HEADERS)
    return tuple((name, str(found).encode()) for name, found in named if found is not None)


def from_record(key: bytes | None, value: bytes | None, record_headers: Iterable[Header]) -> DeadLetter:
    """The letter again, from a record of the dead letters' topic; raises NotADeadLetter."""
    found = dict(record_headers)
    fields: dict[str, object] = {"key": key, "value": value}
    for name, field in HEADERS:
        if name not in found and field not in _OPTIONAL:
            raise NotADeadLetter(f"header {name} is missing")
        if name in found:
            fields[field] = found[name].decode(errors="replace")
    try:
        return convert(fields, DeadLetter, strict=False)
    except ValidationError as fault:
        raise NotADeadLetter(f"a header is unreadable: {fault}") from fault
