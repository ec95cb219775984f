"""Why bytes are no event: the slow path, which parses again and names the first fault, field by field.

It walks the same Structs that the fast path decodes into (`msgspec.inspect`), so a field or a bound is written
once. Details are made of our own field names and limits only; nothing of the value gets in.
"""

import json
from collections.abc import Iterator
from functools import cache
from math import inf, isfinite
from typing import Final, NoReturn

from msgspec import Struct, inspect

from harken.dialects import NATIVE, recognise
from harken.errors import MalformedEvent
from harken.events import MAX_DEPTH, TYPES, Event
from harken.item import Item
from harken.nesting import is_deeper
from harken.reason import Reason
from harken.shape import Members, check

_NAMES: Final = ", ".join(name for name, _ in TYPES)


def too_deep() -> MalformedEvent:
    """The fault of a value that nests deeper than the limit."""
    return MalformedEvent(Reason.NESTED_TOO_DEEP, f"arrays and objects nested deeper than {MAX_DEPTH}")


def explain(struct: type[Event], value: bytes) -> MalformedEvent:
    """The first fault of a value that did not decode: depth, text, dialect, then the fields in their order."""
    try:
        _refuse(struct, value)
    except MalformedEvent as fault:
        return fault


def explain_item(struct: type[Item], value: bytes) -> MalformedEvent:
    """The same of a value that is no item; no vendor has an envelope for these."""
    try:
        _refuse_fields(struct, _members(value))
    except MalformedEvent as fault:
        return fault


def explain_line(line: bytes) -> MalformedEvent:
    """The fault of a line whose `type` is none of ours."""
    try:
        members = _members(line)
        _refuse_dialect(members)
    except MalformedEvent as fault:
        return fault
    kinds = [value for name, value in members if name == "type"]
    if not kinds:
        return MalformedEvent(Reason.MISSING_FIELD, f"type: missing; must be one of {_NAMES}")
    if all(isinstance(kind, str) for kind in kinds):
        return MalformedEvent(Reason.UNKNOWN_KIND, f"type: must be one of {_NAMES}")
    return MalformedEvent(Reason.WRONG_TYPE, "type: must be text")


def _refuse(struct: type[Event], value: bytes) -> NoReturn:
    members = _members(value)
    _refuse_dialect(members)
    _refuse_fields(struct, members)


def _refuse_fields(struct: type[Struct], members: Members) -> NoReturn:
    check("", members, _type_info(struct))
    if any(isinstance(leaf, float) and not isfinite(leaf) for leaf in _leaves(members)):
        raise MalformedEvent(Reason.OUT_OF_RANGE, "a number (in properties or a field of no ours) is not finite")
    raise MalformedEvent(Reason.NOT_JSON, "not JSON as RFC 8259 has it")


@cache
def _type_info(struct: type[Struct]) -> inspect.Type:
    return inspect.type_info(struct)


def _members(value: bytes) -> Members:
    """The object's members in their order, a repeated name as often as it is there."""
    if is_deeper(value, MAX_DEPTH):
        raise too_deep()
    try:
        parsed: object = json.loads(value.decode(), object_pairs_hook=Members, parse_int=_read_int)
    except UnicodeDecodeError as fault:
        raise MalformedEvent(Reason.NOT_JSON, f"not UTF-8: byte {fault.start}") from None
    except json.JSONDecodeError as fault:
        raise MalformedEvent(Reason.NOT_JSON, f"not JSON: line {fault.lineno}, column {fault.colno}") from None
    #  Half a pair comes from an escape only: as bytes it would not be UTF-8.
    if b"\\u" in value and any(isinstance(leaf, str) and not _is_text(leaf) for leaf in _leaves(parsed)):
        raise MalformedEvent(Reason.NOT_JSON, "not Unicode: half of a surrogate pair")
    if not isinstance(parsed, Members):
        raise MalformedEvent(Reason.NOT_AN_OBJECT, "JSON, but no object")
    return parsed


def _read_int(digits: str) -> float:
    """Python reads no integer of some thousand digits; for us it is as good as infinite."""
    try:
        return int(digits)
    except ValueError:
        return inf


def _is_text(leaf: str) -> bool:
    return leaf.isascii() or not any("\ud800" <= character <= "\udfff" for character in leaf)


def _leaves(parsed: object) -> Iterator[object]:
    """Every name, text, number and null in parsed JSON; no deeper than the limit, so recursion is safe."""
    if isinstance(parsed, list | tuple):  # an array, an object's pairs, or one pair
        for part in parsed:
            yield from _leaves(part)
    else:
        yield parsed


def _refuse_dialect(members: Members) -> None:
    names = {name for name, _ in members}
    vendor = recognise(names)
    if vendor is not None:
        raise MalformedEvent(Reason.UNKNOWN_DIALECT, f"looks like {vendor}; no adapter is set up for it")
    if names.isdisjoint(NATIVE):
        raise MalformedEvent(Reason.UNKNOWN_DIALECT, f"has none of {', '.join(sorted(NATIVE))}, nor a known envelope")
