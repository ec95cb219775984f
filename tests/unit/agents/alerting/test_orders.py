"""What somebody ordered about one kind of alert."""

import pytest

from harken.alerting.lifecycle import Limits, step, withhold
from harken.alerting.orders import acknowledge, mute, silenced, snooze
from harken.document import AlertState, Said, Transition, Withheld

LIMITS = Limits(raise_at=0.8, clear_below=0.6, cool_down_s=100, escalate_at=0.95)


def stepped(
    state: AlertState | None, level: float, now_s: int, why: Withheld | None = None
) -> tuple[AlertState, Transition | None]:
    """One step where nothing may be said for some reason."""
    after, transition = step(state, level, now_s * 1000, LIMITS)
    assert after is not None
    if transition in (None, "resolved") or why is None:
        return after, transition
    return withhold(state, after, transition, why), None


def test_what_is_withheld_is_raised_begins_no_episode_and_is_said_when_it_may_be() -> None:
    #   second    0          10               20              30
    #   level     .9  held   .9 held          .7 held no more .9 said: episode 1
    held, said = stepped(None, 0.9, 0, "cap")
    assert (held, said) == (AlertState("raised", 0, 0, withheld="cap"), None)
    assert stepped(held, 0.9, 10, "cap")[0] is held
    assert stepped(held, 0.7, 20)[0] is held
    told, said = stepped(held, 0.9, 30)
    assert (told, said) == (AlertState("raised", 1, 0, said=Said("raised", 30_000, 0.9)), "raised")


def test_what_is_over_before_it_was_said_is_not_said_to_be_over_and_cools_nothing_down() -> None:
    held, _ = stepped(None, 0.9, 0, "snoozed")
    over, said = stepped(held, 0.1, 10)
    assert (over, said) == (AlertState("ok", 0, 10_000), None)
    assert stepped(over, 0.9, 11)[1] == "raised"


def test_an_escalation_that_is_withheld_is_said_later_where_it_holds() -> None:
    raised, _ = stepped(None, 0.9, 0)
    assert stepped(raised, 0.96, 10, "muted")[0] is raised
    assert stepped(raised, 0.96, 20)[1] == "escalated"


@pytest.mark.parametrize(
    ("state", "transition", "now_ms", "why"),
    [
        (AlertState("raised", 1, 0), "escalated", 5, None),
        (AlertState("ok", 1, 0, muted=True), "raised", 5, "muted"),
        (AlertState("raised", 1, 0, muted=True), "resolved", 5, None),
        (AlertState("ok", 1, 0, snoozed_until_ms=6), "raised", 5, "snoozed"),
        (AlertState("ok", 1, 0, snoozed_until_ms=6), "raised", 6, None),
        (AlertState("raised", 1, 0, acknowledged_ms=1), "escalated", 5, "acknowledged"),
    ],
)
def test_orders_hold_back_all_but_the_end(
    state: AlertState, transition: Transition, now_ms: int, why: str | None
) -> None:
    assert silenced(state, transition, now_ms) == why


def test_only_what_was_announced_can_be_acknowledged_and_only_until_it_ends() -> None:
    raised, _ = stepped(None, 0.9, 0)
    seen = acknowledge(raised, 5000)
    assert seen is not None
    assert seen.acknowledged_ms == 5000
    ended, said = stepped(seen, 0.1, 10)
    assert (ended.acknowledged_ms, said) == (None, "resolved")
    for state in (None, ended, stepped(None, 0.9, 0, "cap")[0]):
        assert acknowledge(state, 5000) is state


def test_a_snooze_or_a_mute_outlives_episodes_and_unmuting_ends_both() -> None:
    state, _ = stepped(snooze(mute(None, 1, muted=True), 1, 99_000), 0.9, 5, "muted")
    state, _ = stepped(state, 0.1, 6)
    assert (state.muted, state.snoozed_until_ms) == (True, 99_000)
    state = mute(state, 7, muted=False)
    assert (state.muted, state.snoozed_until_ms) == (False, None)
