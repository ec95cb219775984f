"""The tables of the reference pages: what the code says of a struct's fields, and what a page says."""

import re
from pathlib import Path
from typing import Final, NamedTuple

from msgspec import Struct, inspect

REFERENCE: Final = Path(__file__).parents[3] / "docs" / "reference"


class Row(NamedTuple):
    """One field as a page must have it: its name, its type with bounds, and whether it must be there."""

    field: str
    type: str
    required: str


def expected_rows(struct: type[Struct]) -> list[Row]:
    """A row for each field of the struct, in order."""
    info = inspect.type_info(struct)
    assert isinstance(info, inspect.StructType)
    return [
        Row(f"`{field.encode_name}`", type_words(field.type), "yes" if field.required else "") for field in info.fields
    ]


def type_words(of: inspect.Type) -> str:  # noqa: PLR0911  # a line a type
    """A type and its bounds in words."""
    match of:
        case inspect.Metadata():
            return type_words(of.type)
        case inspect.UnionType():
            others = [each for each in of.types if not isinstance(each, inspect.NoneType)]
            words = " or ".join(sorted({type_words(each) for each in others}))
            return "time" if "time" in words else words
        case inspect.StrType():
            return f"text{_length(of.min_length, of.max_length)}" if of.pattern is None else f"text `{of.pattern}`"
        case inspect.IntType():
            return "whole number" + _range(of)
        case inspect.FloatType():
            return "number" + _range(of)
        case inspect.LiteralType():
            return ", ".join(f"`{value}`" for value in of.values)
        case inspect.StructType():
            return of.cls.__name__
        case inspect.VarTupleType() | inspect.ListType():
            most = "" if of.max_length is None else f", at most {of.max_length:,}"
            return f"list of {type_words(of.item_type)}{most}"
        case inspect.DictType():
            value = type_words(of.value_type)
            return "object" if value == "any" else f"object of {value}"
        case inspect.DateTimeType():
            return "time"
        case inspect.BoolType():
            return "true or false"
        case _:
            return "any"


def _length(least: int | None, most: int | None) -> str:
    return "" if most is None else f", {least or 0} to {most:,}"


def _range(of: inspect.IntType | inspect.FloatType) -> str:
    low = "" if of.ge is None else f" from {of.ge:,.12g}"
    low = low if of.gt is None else f" over {of.gt:,.12g}"
    return low + ("" if of.le is None else f" to {of.le:,.12g}")


def page(name: str) -> str:
    """A reference page's text."""
    return (REFERENCE / name).read_text(encoding="utf-8")


def table_under(text: str, heading: str) -> list[tuple[str, ...]]:
    """The cells of the first table under a heading, without its head."""
    found = re.search(rf"^#+ {re.escape(heading)}$(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None, f"no heading {heading!r}"
    lines = [line for line in found[1].splitlines() if line.startswith("|")]
    return [tuple(cell.strip() for cell in line.strip("|").split(" | ")) for line in lines[2:]]
