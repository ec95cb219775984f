"""Segments of one's own: a name, and an expression that holds of their members."""

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from harken.errors import HarkenError
from harken.segments.expression import BadExpression, Expression, read_expression
from harken.segments.types import TYPES

#: Each is asked at every moment of decision.
MOST: Final = 32
WHEN: Final = "when"
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")


class Defined(NamedTuple):
    """One such segment."""

    name: str
    expression: Expression


class BadSegment(HarkenError):
    """What is wrong with one, by the key in its table (empty: with the table or its name)."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(why)
        self.key = key


def define(name: str, values: Any) -> Defined:
    """A segment out of its table in a rules file. Raises BadSegment."""
    if not _NAME.fullmatch(name):
        raise BadSegment("", "a name is a small letter, then up to 39 of small letters, digits, _ and -")
    if name in TYPES:
        raise BadSegment("", f"is a name of segments that are learned: {', '.join(TYPES)}")
    if not isinstance(values, Mapping) or WHEN not in values:
        raise BadSegment("", f'must be a table with an expression, as in {WHEN} = "activity.orders > 3"')
    other = next((key for key in values if key != WHEN), None)
    if other is not None:
        raise BadSegment(other, f"no such key; there is {WHEN}")
    text = values[WHEN]
    if not isinstance(text, str):
        raise BadSegment(WHEN, "must be a text")
    try:
        return Defined(name, read_expression(text))
    except BadExpression as error:
        raise BadSegment(WHEN, str(error)) from None
