"""Parsed JSON against a type of ours: the first field that does not fit, and how."""

import re
from datetime import datetime
from math import isfinite

from msgspec import ValidationError, convert, inspect

from harken.errors import MalformedEvent
from harken.events import MAX_TS_MS, MIN_TS_MS
from harken.reason import Reason


class Members(list[tuple[str, object]]):
    """A JSON object as its (name, value) pairs, in order, repeated names kept."""


def check(path: str, value: object, expected: inspect.Type) -> None:
    """Raise MalformedEvent where `value` is not as `expected`; `path` is made of our field names and of indices."""
    expected = expected.type if isinstance(expected, inspect.Metadata) else expected
    if isinstance(value, float) and not isfinite(value):
        raise MalformedEvent(Reason.OUT_OF_RANGE, f"{path}: not a finite number")
    match expected:
        case inspect.UnionType():
            _check_union(path, value, expected)
        case inspect.StructType():
            _check_struct(path, value, expected)
        case inspect.LiteralType():
            _check_literal(path, value, expected)
        case inspect.StrType():
            _check_text(path, value, expected)
        case inspect.IntType() | inspect.FloatType():
            _check_number(path, value, expected)
        case inspect.VarTupleType():
            _check_array(path, value, expected)
        case inspect.BoolType():
            _expect(path, isinstance(value, bool), "true or false")
        case inspect.DictType():
            _expect(path, isinstance(value, Members), "an object")


def _expect(path: str, fits: bool, what: str) -> None:
    if not fits:
        raise MalformedEvent(Reason.WRONG_TYPE, f"{path}: must be {what}")


def _bound(path: str, fits: bool, what: str) -> None:
    if not fits:
        raise MalformedEvent(Reason.OUT_OF_RANGE, f"{path}: must be {what}")


def _check_struct(path: str, value: object, struct: inspect.StructType) -> None:
    _expect(path, isinstance(value, Members), "an object")
    assert isinstance(value, Members)
    for field in struct.fields:
        here = f"{path}.{field.encode_name}" if path else field.encode_name
        found = [each for name, each in value if name == field.encode_name]
        if field.required and not any(each is not None for each in found):
            raise MalformedEvent(Reason.MISSING_FIELD, f"{here}: {'null' if found else 'missing'}")
        for each in found:
            check(here, each, field.type)


def _check_union(path: str, value: object, union: inspect.UnionType) -> None:
    others = [each for each in union.types if not isinstance(each, inspect.NoneType)]
    if value is None and len(others) < len(union.types):
        return
    if len(others) > 1:  # text or a number: times are our only union
        _check_timestamp(path, value)
    else:
        check(path, value, others[0])


def _check_timestamp(path: str, value: object) -> None:
    if isinstance(value, float):
        raise MalformedEvent(Reason.BAD_TIMESTAMP, f"{path}: a number must be whole epoch milliseconds")
    if isinstance(value, str):
        _check_rfc3339(path, value)
        return
    _expect(path, isinstance(value, int) and not isinstance(value, bool), "RFC 3339 text or epoch milliseconds")
    assert isinstance(value, int)
    if value < MIN_TS_MS:
        raise MalformedEvent(Reason.BEFORE_2000, f"{path}: before the year 1")
    if value > MAX_TS_MS:
        unit = "a number is epoch milliseconds, not micro- or nanoseconds"
        raise MalformedEvent(Reason.IN_THE_FUTURE, f"{path}: after the year 9999 ({unit})")


def _check_rfc3339(path: str, text: str) -> None:
    try:
        parsed = convert(text, datetime)
    except ValidationError:
        raise MalformedEvent(Reason.BAD_TIMESTAMP, f"{path}: not RFC 3339 (or no such time)") from None
    if parsed.tzinfo is None:
        raise MalformedEvent(Reason.BAD_TIMESTAMP, f"{path}: without an offset from UTC")


def _check_literal(path: str, value: object, literal: inspect.LiteralType) -> None:
    _expect(path, isinstance(value, str), "text")
    if value not in literal.values:
        names = ", ".join(str(each) for each in literal.values)
        raise MalformedEvent(Reason.UNKNOWN_KIND, f"{path}: must be one of {names}")


def _check_text(path: str, value: object, text: inspect.StrType) -> None:
    _expect(path, isinstance(value, str), "text")
    assert isinstance(value, str)
    if text.pattern is not None and not (re.search(text.pattern, value) and len(value) == text.max_length):
        raise MalformedEvent(Reason.UNKNOWN_CURRENCY, f"{path}: must be three capital letters (ISO 4217)")
    _bound(path, len(value) >= (text.min_length or 0), "not empty")
    if text.max_length is not None:
        _bound(path, len(value) <= text.max_length, f"at most {text.max_length} characters")


def _check_number(path: str, value: object, number: inspect.IntType | inspect.FloatType) -> None:
    whole = isinstance(number, inspect.IntType)
    fits = isinstance(value, int) or (isinstance(value, float) and not whole)
    _expect(path, fits and not isinstance(value, bool), "a whole number" if whole else "a number")
    assert isinstance(value, int | float)
    if number.ge is not None:
        _bound(path, value >= number.ge, f"at least {number.ge:g}")
    if number.gt is not None:
        _bound(path, value > number.gt, f"more than {number.gt:g}")
    if number.le is not None:
        _bound(path, value <= number.le, f"at most {number.le:g}")


def _check_array(path: str, value: object, array: inspect.VarTupleType) -> None:
    _expect(path, isinstance(value, list) and not isinstance(value, Members), "an array")
    assert isinstance(value, list)
    if array.max_length is not None:
        _bound(path, len(value) <= array.max_length, f"at most {array.max_length} long")
    for n, each in enumerate(value):
        check(f"{path}[{n}]", each, array.item_type)
