"""A dead letter: the original bytes, untouched, with headers that say why and where from."""

from enum import StrEnum
from typing import Final

from msgspec import Struct

MAX_DETAIL_CHARS: Final = 300


class Reason(StrEnum):
    """Why a record was refused: the closed list."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_JSON = "not_json"
    NOT_AN_OBJECT = "not_an_object"
    NESTED_TOO_DEEP = "nested_too_deep"
    UNKNOWN_DIALECT = "unknown_dialect"
    MISSING_FIELD = "missing_field"
    WRONG_TYPE = "wrong_type"
    UNKNOWN_KIND = "unknown_kind"
    OUT_OF_RANGE = "out_of_range"
    BAD_TIMESTAMP = "bad_timestamp"
    BEFORE_2000 = "before_2000"
    IN_THE_FUTURE = "in_the_future"
    KEY_MISMATCH = "key_mismatch"
    UNKNOWN_CURRENCY = "unknown_currency"
    FOLD_FAILED = "fold_failed"


class DeadLetter(Struct, frozen=True, kw_only=True):
    """One refused record; `detail` names the field or the fault, never the customer's words."""

    reason: Reason
    detail: str
    topic: str
    partition: int
    offset: int
    at_ms: int
    version: str
    key: bytes | None
    value: bytes | None
