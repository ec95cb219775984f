"""An expression over fields of the customer document: `value.tier == 'top' and churn.probability >= .3`.

Python's own grammar for expressions, of which a closed list is taken: `and`, `or`, `not`, comparisons (chained too),
`in`, numbers, texts, lists of them, dotted names of fields. It is read once, into functions; the text is never run.
What the document does not have compares with nothing: any comparison with it is false.
"""

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from harken.errors import HarkenError
from harken.segments.fields import BY_NAME, FIELDS

#: Of an expression, characters.
LONGEST: Final = 500
#: What is known of a customer, by field.
Facts = Mapping[str, Any]
Test = Callable[[Facts], bool]

_ORDERED: Final[Mapping[type[ast.cmpop], Callable[[Any, Any], bool]]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_EQUAL: Final[Mapping[type[ast.cmpop], Callable[[Any, Any], bool]]] = {ast.Eq: operator.eq, ast.NotEq: operator.ne}
_WITHIN: Final[Mapping[type[ast.cmpop], Callable[[Any, Any], bool]]] = {
    ast.In: lambda one, all_: one in all_,
    ast.NotIn: lambda one, all_: one not in all_,
}


class BadExpression(HarkenError):
    """Why a text is no expression, and where; none of the words is the text's own."""


class Expression(NamedTuple):
    """What was read: the text, the fields that it asks for, and whether it holds of what is known of a customer."""

    text: str
    fields: frozenset[str]
    holds: Test


class _Operand(NamedTuple):
    """One side of a comparison.

    Parameters
    ----------
    kind : `number`, `text`, or several of them (`numbers`, `texts`).
    values : all that a field may be, where that is known.
    constants : what stands there, where it is no field.
    """

    read: Callable[[Facts], Any]
    kind: str
    values: tuple[str, ...] = ()
    constants: tuple[Any, ...] | None = None


def read_expression(text: str) -> Expression:
    """Read an expression. Raises BadExpression."""
    if len(text) > LONGEST:
        raise BadExpression(f"longer than {LONGEST} characters")
    lines = text.splitlines()
    try:
        #  Within brackets it may have several lines.
        tree = ast.parse(f"(\n{text}\n)", mode="eval")
    except SyntaxError as error:
        row = (error.lineno or 0) - 1
        if not 0 < row <= len(lines):
            raise BadExpression("no expression: not finished, or a bracket too many or too few") from None
        raise _bad(row, error.offset or 1, "no expression from here on") from None
    except (ValueError, RecursionError, MemoryError):
        raise BadExpression("no expression") from None
    reading = _Reading(lines)
    holds = reading.condition(tree.body)
    return Expression(text, frozenset(reading.fields), holds)


class _Reading:
    """The reading of one expression; `fields` are those it came across."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.fields: set[str] = set()
        self._lines = lines

    def condition(self, node: ast.expr) -> Test:
        """What is true or false."""
        match node:
            case ast.BoolOp(op=op, values=values):
                tests = [self.condition(value) for value in values]
                among = all if isinstance(op, ast.And) else any
                return lambda facts: among(test(facts) for test in tests)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                test = self.condition(operand)
                return lambda facts: not test(facts)
            case ast.Compare(left=left, ops=ops, comparators=others):
                sides = pairwise([left, *others])
                tests = [self._comparison(one, op, other) for op, (one, other) in zip(ops, sides, strict=True)]
                return tests[0] if len(tests) == 1 else lambda facts: all(test(facts) for test in tests)
        raise self._fault(node, "no condition; a field is compared with something, as in activity.orders > 3")

    def _comparison(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Test:
        one, other = self._operand(left), self._operand(right)
        if one.constants is not None and other.constants is not None:
            raise self._fault(left, "no field is compared")
        compare = self._compare(left, one, op, other)
        for field, told in ((one, other), (other, one)):
            if field.values and any(value not in field.values for value in told.constants or ()):
                raise self._fault(left, f"can be no such text; there are {', '.join(field.values)}")
        read_one, read_other = one.read, other.read

        def holds(facts: Facts) -> bool:
            a, b = read_one(facts), read_other(facts)
            return a is not None and b is not None and compare(a, b)

        return holds

    def _compare(self, node: ast.expr, one: _Operand, op: ast.cmpop, other: _Operand) -> Callable[[Any, Any], bool]:
        """How the two sides are compared, where they can be."""
        if (within := _WITHIN.get(type(op))) is not None:
            if f"{one.kind}s" != other.kind:
                raise self._fault(node, "`in` asks whether a text or a number is one of several of its kind")
            return within
        if (ordered := _ORDERED.get(type(op))) is not None:
            if (one.kind, other.kind) != ("number", "number"):
                raise self._fault(node, "only numbers are more or less")
            return ordered
        if (equal := _EQUAL.get(type(op))) is not None:
            if one.kind != other.kind or one.kind not in {"number", "text"}:
                raise self._fault(node, "a number is equal to a number only, a text to a text")
            return equal
        raise self._fault(node, "compared as nothing is here; there are ==, !=, <, <=, >, >=, in, not in")

    def _operand(self, node: ast.expr) -> _Operand:
        if isinstance(node, ast.Name | ast.Attribute):
            return self._field(node)
        value = self._constant(node)
        if isinstance(value, tuple):
            kind = "texts" if isinstance(value[0], str) else "numbers"
            return _Operand(lambda _: value, kind, constants=value)
        kind = "text" if isinstance(value, str) else "number"
        return _Operand(lambda _: value, kind, constants=(value,))

    def _field(self, node: ast.Name | ast.Attribute) -> _Operand:
        """A field by its dotted name, or how often one of several was (`profile.channels.app`)."""
        name = self._dotted(node)
        field = BY_NAME.get(name)
        if field is not None:
            self.fields.add(name)
            return _Operand(lambda facts: facts.get(name), field.kind, field.values)
        of, _, part = name.rpartition(".")
        if of != "profile.channels":
            near = [field.name for field in FIELDS if field.name.startswith(f"{name.split('.')[0]}.")]
            raise self._fault(node, f"no such field; there are {', '.join(near or [field.name for field in FIELDS])}")
        self.fields.add(of)
        return _Operand(lambda facts: (facts.get(of) or {}).get(part), "number")

    def _dotted(self, node: ast.expr) -> str:
        match node:
            case ast.Name(id=name):
                return name
            case ast.Attribute(value=value, attr=part):
                return f"{self._dotted(value)}.{part}"
        raise self._fault(node, "no field of anything but the document")

    def _constant(self, node: ast.expr) -> Any:
        """A number, a text, or some of one kind."""
        match node:
            case ast.Constant(value=str() as value):
                return value
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return value
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)) if not isinstance(
                value, bool
            ):
                return -value
            case ast.List(elts=[_, *_] as parts) | ast.Tuple(elts=[_, *_] as parts):
                values = tuple(self._constant(part) for part in parts)
                if all(isinstance(value, str) for value in values) or all(
                    isinstance(value, int | float) for value in values
                ):
                    return values
                raise self._fault(node, "not all numbers and not all texts")
        raise self._fault(node, "neither a field nor a number, a text, or some of them")

    def _fault(self, node: ast.expr, why: str) -> BadExpression:
        row = node.lineno - 1
        line = self._lines[row - 1] if 0 < row <= len(self._lines) else ""
        return _bad(row, len(line.encode()[: node.col_offset].decode(errors="replace")) + 1, why)


def _bad(row: int, column: int, why: str) -> BadExpression:
    """What is wrong at a place, both from 1; the row is told where it is not the first."""
    return BadExpression(f"at character {column}{f' of line {row}' if row > 1 else ''}: {why}")
