"""Rules from a TOML file: a table a kind, and one for the cap. What is not said there is as the code has it."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from math import isfinite
from pathlib import Path
from typing import Any, Final, NamedTuple

from harken.alerting.cap import Cap
from harken.alerting.lifecycle import Limits
from harken.errors import HarkenError
from harken.rules import STANDARD
from harken.rules.off import Off
from harken.rules.rule import Rule
from harken.ruling.where import lines_of

CAP: Final = "cap"
ENABLED: Final = "enabled"
#: A time may be said in seconds, hours or days, by the end of its name.
UNITS_S: Final = {"_s": 1.0, "_h": 3600.0, "_d": 86_400.0}
#: Of a point kind there is no level.
_OF_POINTS: Final = ("cool_down_s",)
_OF_LEVELS: Final = tuple(field.name for field in fields(Limits))


class RulesError(HarkenError):
    """A rules file that cannot be; the message names file, line and reason."""


class Ruling(NamedTuple):
    """What decides over alerts: the rules in their order, and the cap of announcements."""

    rules: tuple[Rule, ...] = STANDARD
    cap: Cap = Cap()


class _Fault(Exception):
    """What is wrong with one value, by its key."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(why)
        self.key = key


def ruling_of(path: str) -> Ruling:
    """The rules of a file; those of the code where there is none (an empty path). Raises RulesError."""
    if not path:
        return Ruling()
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RulesError(f"{path}: {error}") from None
    return read_ruling(text, path)


def read_ruling(text: str, name: str) -> Ruling:
    """The rules in a file's text; `name` is said of the file. Raises RulesError."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{name}: {error}") from None
    lines, ruling = lines_of(text), Ruling()
    for table, values in tables.items():
        try:
            ruling = _with(ruling, table, values)
        except _Fault as fault:
            line = lines.get((table, fault.key)) or lines.get((table, ""), 1)
            what = f"{table}.{fault.key}" if fault.key else table
            raise RulesError(f"{name}:{line}: {what}: {fault}") from None
    return ruling


def keys_of(rule: Rule) -> tuple[str, ...]:
    """What can be set of a rule, as the code names it: its limits, and its own numbers."""
    limits = _OF_LEVELS if rule.expires_s is None else _OF_POINTS
    return (*limits, *(name for name, value in _own(rule).items() if isinstance(value, int | float | tuple)))


def _with(ruling: Ruling, table: str, values: Any) -> Ruling:
    """The ruling with one table of the file."""
    kinds = [rule.kind for rule in ruling.rules]
    if table != CAP and table not in kinds:
        raise _Fault("", f"no kind of alert; there are {', '.join(kinds)}, and {CAP}")
    if not isinstance(values, dict):
        raise _Fault("", "must be a table")
    if table == CAP:
        return ruling._replace(cap=_checked_cap(replace(ruling.cap, **_numbers(values, ("most", "within_s"), {}))))
    at = kinds.index(table)
    rules = list(ruling.rules)
    rules[at] = _changed(rules[at], values)
    return ruling._replace(rules=tuple(rules))


def _changed(rule: Rule, values: Mapping[str, Any]) -> Rule:
    """The rule with its values, off where it is switched off, or is and is not switched on."""
    enabled = values.get(ENABLED, not isinstance(rule, Off))
    rule = rule.rule if isinstance(rule, Off) else rule
    if not isinstance(enabled, bool):
        raise _Fault(ENABLED, "must be true or false")
    own = _own(rule)
    given = _numbers({key: value for key, value in values.items() if key != ENABLED}, keys_of(rule), own)
    limits = {name: value for name, value in given.items() if name not in own}
    others = {name: value for name, value in given.items() if name in own}
    for name, value in others.items():
        if not (value if isinstance(value, tuple) else value > 0):
            raise _Fault(_said(values, name), "must be more than 0")
    checked = _checked_limits(replace(rule.limits, **limits), values)
    changed: Rule = replace(rule, limits=checked, **others)  # type: ignore[type-var] # every rule is a dataclass
    return changed if enabled else Off(changed)


def _numbers(values: Mapping[str, Any], known: Sequence[str], own: Mapping[str, Any]) -> dict[str, Any]:
    """The values under the names of the code, times in seconds."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        name, unit_s = _named(key, known)
        if name in found:
            raise _Fault(key, f"{name} is said twice")
        if isinstance(own.get(name), tuple):
            found[name] = _ascending(key, value)
        elif name == "escalate_at" and value is False:
            found[name] = None
        elif isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise _Fault(key, "must be a number")
        elif isinstance(own.get(name), int) or name == "most":
            if not isinstance(value, int):
                raise _Fault(key, "must be a whole number")
            found[name] = value
        else:
            found[name] = value * unit_s
    return found


def _named(key: str, known: Sequence[str]) -> tuple[str, float]:
    """The code's name of a key, and how many seconds its unit has."""
    for end, unit_s in UNITS_S.items():
        name = key.removesuffix(end) + "_s"
        if key.endswith(end) and name in known:
            return name, unit_s
    if key not in known:
        raise _Fault(key, f"no such key; there are {', '.join((ENABLED, *known) if 'most' not in known else known)}")
    return key, 1.0


def _said(values: Mapping[str, Any], name: str) -> str:
    """As what a value of the code's name is said in the file."""
    stem = name.removesuffix("_s")
    return next((key for key in values if key in {name, *(stem + end for end in UNITS_S)}), name)


def _ascending(key: str, value: Any) -> tuple[int, ...]:
    whole = isinstance(value, list) and all(isinstance(n, int) and not isinstance(n, bool) and n > 0 for n in value)
    if not (whole and value and value == sorted(set(value))):
        raise _Fault(key, "must be whole numbers that rise, the first more than 0")
    return tuple(value)


def _checked_limits(limits: Limits, values: Mapping[str, Any]) -> Limits:
    for name in ("dwell_s", "clear_dwell_s", "cool_down_s"):
        if getattr(limits, name) < 0:
            raise _Fault(_said(values, name), "must be 0 or more")
    if limits.clear_below > limits.raise_at:
        key = "clear_below" if "clear_below" in values else "raise_at"
        raise _Fault(key, f"clear_below ({limits.clear_below:g}) is above raise_at ({limits.raise_at:g})")
    if limits.escalate_at is not None and limits.escalate_at < limits.raise_at:
        key = "escalate_at" if "escalate_at" in values else "raise_at"
        raise _Fault(key, f"escalate_at ({limits.escalate_at:g}) is below raise_at ({limits.raise_at:g})")
    return limits


def _checked_cap(cap: Cap) -> Cap:
    if cap.most < 1:
        raise _Fault("most", f"must be 1 or more; to hear nothing of a kind, {ENABLED} = false in its table")
    if cap.within_s <= 0:
        raise _Fault("within_s", "must be more than 0")
    return cap


def _own(rule: Rule) -> dict[str, Any]:
    """A rule's own numbers by name."""
    return {field.name: getattr(rule, field.name) for field in fields(rule) if field.name != "limits"}  # type: ignore[arg-type] # every rule is a dataclass
