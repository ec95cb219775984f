"""Which rules decide, out of settings: a table a kind, one for the cap, quiet hours and their zone, segments of one's
own, the next best step at each stage, what is shown next. What is not said is as the code has it.

The settings come from a file (`harken.ruling.read`) or with a command into a lane (`harken.fold.commands`); either way
they are plain values, and what cannot be is said by its table and key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import time
from math import isfinite
from typing import Any, Final, NamedTuple

from harken.alerting.budget import MOST_SHARE
from harken.alerting.cap import Cap
from harken.alerting.evaluations import MOST_EVALUATIONS
from harken.alerting.lifecycle import Limits
from harken.alerting.quiet import QuietHours
from harken.document import Stage
from harken.errors import HarkenError
from harken.lifecycle.next_steps import NEXT_STEPS
from harken.recommend.bars import EVERYTHING, Showing
from harken.rules import RULES, STANDARD
from harken.rules.off import Off
from harken.rules.rule import Rule
from harken.rules.sections import NEXT, QUIET, RECOMMENDATIONS, SECTIONS, SEGMENTS, SHOWING_KEYS, ZONE, BadValue
from harken.segments.defined import Defined

CAP: Final = "cap"
ENABLED: Final = "enabled"
#: A time may be said in seconds, hours or days, by the end of its name.
UNITS_S: Final = {"_s": 1.0, "_h": 3600.0, "_d": 86_400.0}
#: Of a point kind there is no level.
_OF_POINTS: Final = ("cool_down_s",)
_OF_CAP: Final = ("most", "within_s", "all_per_hour")
#: What may be switched off, and what is counted.
_OR_FALSE: Final = ("escalate_at", "all_per_hour")
_WHOLE: Final = ("most", "all_per_hour")
_RAISE_OF: Final = "raise_of"
_OF_LEVELS: Final = tuple(field.name for field in fields(Limits))


class RulingFault(HarkenError):
    """What is wrong with one value, by its table and key (empty: with the table itself)."""

    def __init__(self, table: str, key: str, why: str) -> None:
        super().__init__(f"{table}.{key}: {why}" if key else f"{table}: {why}")
        self.table = table
        self.key = key
        self.why = why


class Ruling(NamedTuple):
    """What decides over alerts: the rules in their order, the cap, from when to when nothing is announced, where;
    segments of one's own, by name; what is best done next at each stage of the life cycle; and what is shown next."""

    rules: tuple[Rule, ...] = STANDARD
    cap: Cap = Cap()
    hours: tuple[time, time] | None = None
    zone: str = "UTC"
    segments: tuple[Defined, ...] = ()
    next_steps: Mapping[Stage, str] = NEXT_STEPS
    showing: Showing = EVERYTHING

    @property
    def quiet(self) -> QuietHours | None:
        """The quiet hours; None where there are none."""
        return None if self.hours is None else QuietHours(*self.hours, self.zone)


def ruling_from(settings: Mapping[str, Any]) -> Ruling:
    """The rules that these settings make. Raises RulingFault."""
    ruling = Ruling()
    for table, values in settings.items():
        ruling = with_table(ruling, table, values)
    return ruling


def with_table(ruling: Ruling, table: str, values: Any) -> Ruling:
    """The ruling with one table of settings. Raises RulingFault."""
    try:
        return _with(ruling, table, values)
    except BadValue as fault:
        raise RulingFault(table, fault.key, str(fault)) from None


def settled(settings: Mapping[str, Any]) -> tuple[Ruling, tuple[RulingFault, ...]]:
    """The rules of settings that another release took; tables that cannot be in this one are passed over and told."""
    ruling, faults = Ruling(), []
    for table, values in settings.items():
        try:
            ruling = with_table(ruling, table, values)
        except RulingFault as fault:
            faults.append(fault)
    return ruling, tuple(faults)


def known_place(fault: RulingFault) -> str:
    """Where a fault is, of our own words only: `.table.key`, `.table`, or nothing."""
    rule = next((rule for rule in RULES if rule.kind == fault.table), None)
    if fault.table in {QUIET, ZONE, SEGMENTS, NEXT}:
        return f".{fault.table}"
    known = {CAP: _OF_CAP, RECOMMENDATIONS: SHOWING_KEYS}
    if rule is None and fault.table not in known:
        return ""
    try:
        _named(fault.key, known[fault.table] if rule is None else (ENABLED, *keys_of(rule)))
    except BadValue:
        return f".{fault.table}"
    return f".{fault.table}.{fault.key}"


def keys_of(rule: Rule) -> tuple[str, ...]:
    """What can be set of a rule, as the code names it: its limits, and its own numbers."""
    limits = _OF_LEVELS if rule.expires_s is None else _OF_POINTS
    return (*limits, *(name for name, value in _own(rule).items() if isinstance(value, int | float | tuple)))


def _with(ruling: Ruling, table: str, values: Any) -> Ruling:
    """The ruling with one table of the file."""
    if table in SECTIONS:
        field, read = SECTIONS[table]
        return ruling._replace(**{field: read(values)})
    kinds = [rule.kind for rule in ruling.rules]
    if table != CAP and table not in kinds:
        others = ", ".join((CAP, *SECTIONS))
        raise BadValue("", f"no kind of alert; there are {', '.join(kinds)}, and {others}")
    if not isinstance(values, dict):
        raise BadValue("", "must be a table")
    if table == CAP:
        return ruling._replace(cap=_checked_cap(replace(ruling.cap, **_numbers(values, _OF_CAP, {}))))
    at = kinds.index(table)
    rules = list(ruling.rules)
    rules[at] = _changed(rules[at], values)
    return ruling._replace(rules=tuple(rules))


def _changed(rule: Rule, values: Mapping[str, Any]) -> Rule:
    """The rule with its values, off where it is switched off, or is and is not switched on."""
    enabled = values.get(ENABLED, not isinstance(rule, Off))
    rule = rule.rule if isinstance(rule, Off) else rule
    if not isinstance(enabled, bool):
        raise BadValue(ENABLED, "must be true or false")
    own = _own(rule)
    given = _numbers({key: value for key, value in values.items() if key != ENABLED}, keys_of(rule), own)
    limits = {name: value for name, value in given.items() if name not in own}
    others = {name: value for name, value in given.items() if name in own}
    for name, value in others.items():
        if not (value if isinstance(value, tuple) else value > 0):
            raise BadValue(_said(values, name), "must be more than 0")
    if others.get("share_per_week", 0.0) > MOST_SHARE:
        raise BadValue("share_per_week", f"must be at most {MOST_SHARE:g}")
    checked = _checked_limits(replace(rule.limits, **limits), values)
    changed: Rule = replace(rule, limits=checked, **others)  # type: ignore[type-var] # every rule is a dataclass
    return changed if enabled else Off(changed)


def _numbers(values: Mapping[str, Any], known: Sequence[str], own: Mapping[str, Any]) -> dict[str, Any]:
    """The values under the names of the code, times in seconds."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        name, unit_s = _named(key, known)
        if name in found:
            raise BadValue(key, f"{name} is said twice")
        if isinstance(own.get(name), tuple):
            found[name] = _ascending(key, value)
        elif name == _RAISE_OF:
            found[name] = _some_of(key, value)
        elif name in _OR_FALSE and value is False:
            found[name] = None
        elif isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise BadValue(key, "must be a number")
        elif isinstance(own.get(name), int) or name in _WHOLE:
            if not isinstance(value, int):
                raise BadValue(key, "must be a whole number")
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
        raise BadValue(key, f"no such key; there are {', '.join((ENABLED, *known) if 'most' not in known else known)}")
    return key, 1.0


def _said(values: Mapping[str, Any], name: str) -> str:
    """As what a value of the code's name is said in the file."""
    stem = name.removesuffix("_s")
    return next((key for key in values if key in {name, *(stem + end for end in UNITS_S)}), name)


def _ascending(key: str, value: Any) -> tuple[int, ...]:
    whole = isinstance(value, list) and all(isinstance(n, int) and not isinstance(n, bool) and n > 0 for n in value)
    if not (whole and value and value == sorted(set(value))):
        raise BadValue(key, "must be whole numbers that rise, the first more than 0")
    return tuple(value)


def _some_of(key: str, value: Any) -> tuple[int, int]:
    """So many of so many evaluations."""
    whole = isinstance(value, list) and all(isinstance(n, int) and not isinstance(n, bool) for n in value)
    if not whole or len(value) != 2:
        raise BadValue(key, "must be two whole numbers, as in [2, 3]: so many of so many evaluations")
    some, of = value
    if not 1 <= of <= MOST_EVALUATIONS:
        raise BadValue(key, f"the second must be 1 to {MOST_EVALUATIONS}")
    if not 1 <= some <= of:
        raise BadValue(key, f"the first must be 1 to {of}, the second")
    return some, of


def _checked_limits(limits: Limits, values: Mapping[str, Any]) -> Limits:
    for name in ("dwell_s", "clear_dwell_s", "cool_down_s"):
        if getattr(limits, name) < 0:
            raise BadValue(_said(values, name), "must be 0 or more")
    if limits.clear_below > limits.raise_at:
        key = "clear_below" if "clear_below" in values else "raise_at"
        raise BadValue(key, f"clear_below ({limits.clear_below:g}) is above raise_at ({limits.raise_at:g})")
    if limits.escalate_at is not None and limits.escalate_at < limits.raise_at:
        key = "escalate_at" if "escalate_at" in values else "raise_at"
        raise BadValue(key, f"escalate_at ({limits.escalate_at:g}) is below raise_at ({limits.raise_at:g})")
    return limits


def _checked_cap(cap: Cap) -> Cap:
    if cap.most < 1:
        raise BadValue("most", f"must be 1 or more; to hear nothing of a kind, {ENABLED} = false in its table")
    if cap.within_s <= 0:
        raise BadValue("within_s", "must be more than 0")
    if cap.all_per_hour is not None and cap.all_per_hour < 1:
        raise BadValue("all_per_hour", "must be 1 or more, or false")
    return cap


def _own(rule: Rule) -> dict[str, Any]:
    """A rule's own numbers by name."""
    return {field.name: getattr(rule, field.name) for field in fields(rule) if field.name != "limits"}  # type: ignore[arg-type] # every rule is a dataclass
