"""Orders to harken: which kind of alert of a customer one is about, what is wrong with one, what rules it brings."""

from collections.abc import Collection
from typing import Final, NamedTuple

import msgspec

from harken.applied import AppliedRules
from harken.dead_letter import Reason
from harken.events import Command, seconds
from harken.rules.ruling import RulingFault, known_place, ruling_from

#: No lane keeps more than this of rule settings, bytes of JSON; all that can be said takes half of it.
MOST_RULES_BYTES: Final = 32_768
_UNTIL: Final = frozenset({"snooze", "override"})


class About(NamedTuple):
    """A kind of alert, and its episode where one is named."""

    kind: str
    episode: int | None


def about(command: Command) -> About | None:
    """What it is about: its `alert_kind`, or the kind and episode in its `alert_id`; None where it names neither."""
    if command.alert_kind is not None:
        return About(command.alert_kind, None)
    parts = (command.alert_id or "").rsplit("|", 3)
    if len(parts) == 4 and parts[2].isdecimal():
        return About(parts[1], int(parts[2]))
    return None


def fault(command: Command, kinds: Collection[str]) -> tuple[Reason, str] | None:
    """Why it cannot be obeyed; None where it can.

    Parameters
    ----------
    kinds : of alerts that there are.
    """
    if command.kind in _UNTIL:
        if command.until is None:
            return Reason.MISSING_FIELD, f"until: missing; {command.kind} has an end"
        if seconds(command.until) <= seconds(command.ts):
            return Reason.OUT_OF_RANGE, "until: not after ts"
    if command.kind == "override":
        missing = next((name for name in ("score", "note") if getattr(command, name) is None), None)
        return None if missing is None else (Reason.MISSING_FIELD, f"{missing}: missing; override has one")
    meant = about(command)
    if meant is None:
        return Reason.MISSING_FIELD, f"alert_kind: missing, and no alert_id says it; {command.kind} is about one"
    if meant.kind not in kinds:
        return Reason.OUT_OF_RANGE, "alert_kind: no kind of alert that runs here"
    return None


def applied_rules(command: Command) -> AppliedRules | tuple[Reason, str]:
    """The rules that a command of the kind `rules` brings, or why there can be none such.

    Of the reason's words none is the sender's: a table or key is named where it is one of ours.
    """
    settings = command.rules
    if settings is None:
        return Reason.MISSING_FIELD, "rules: missing"
    if command.customer_id is not None:
        return Reason.OUT_OF_RANGE, "customer_id: rules are for no single customer"
    if len(msgspec.json.encode(settings)) > MOST_RULES_BYTES:
        return Reason.TOO_LARGE, f"rules: more than {MOST_RULES_BYTES} bytes"
    try:
        ruling_from(settings)
    except RulingFault as bad:
        return Reason.OUT_OF_RANGE, f"rules{known_place(bad)}: {bad.why}"
    return AppliedRules(id=command.id, at_ms=round(seconds(command.ts) * 1000), settings=settings)
