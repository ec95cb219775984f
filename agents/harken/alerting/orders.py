"""Orders about one kind of alert for one customer: acknowledge, snooze, mute. They never move where it stands."""

from typing import Final, Literal

from msgspec.structs import replace

from harken.alerting.lifecycle import is_standing
from harken.document import AlertState, Transition

_CALM: Final = AlertState("ok", 0, 0)


def silenced(
    state: AlertState, transition: Transition, now_ms: int
) -> Literal["muted", "snoozed", "acknowledged"] | None:
    """Which order forbids that this is said now; a resolve is always said."""
    if transition == "resolved":
        return None
    if state.muted:
        return "muted"
    if state.snoozed_until_ms is not None and now_ms < state.snoozed_until_ms:
        return "snoozed"
    return "acknowledged" if state.acknowledged_ms is not None and transition == "escalated" else None


def acknowledge(state: AlertState | None, now_ms: int) -> AlertState | None:
    """Somebody sees to it: nothing more is said of this episode but its end. None of the state where none is open."""
    if state is None or not is_standing(state):
        return state
    return replace(state, acknowledged_ms=now_ms)


def snooze(state: AlertState | None, now_ms: int, until_ms: int) -> AlertState:
    """Nothing is announced of it until then; what holds by then is."""
    return replace(state or replace(_CALM, since_ms=now_ms), snoozed_until_ms=until_ms)


def mute(state: AlertState | None, now_ms: int, *, muted: bool) -> AlertState:
    """Nothing is announced of it until it is unmuted; that ends a snooze too."""
    state = state or replace(_CALM, since_ms=now_ms)
    return replace(state, muted=muted, snoozed_until_ms=state.snoozed_until_ms if muted else None)
