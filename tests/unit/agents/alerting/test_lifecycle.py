"""The life of one kind of alert, step by step."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harken.alerting.lifecycle import Limits, end, step
from harken.document import AlertState, AlertStatus, Said

LIMITS = Limits(raise_at=0.8, clear_below=0.6, dwell_s=10, clear_dwell_s=5, cool_down_s=100)


@pytest.mark.parametrize(
    ("status", "since_s", "level", "now_s", "then", "said"),
    [
        #                       a level under raise_at moves nothing that is ok
        ("ok", 0, 0.79, 50, "ok", None),
        #                       at raise_at the dwell begins
        ("ok", 0, 0.80, 50, "pending", None),
        #                       it is not over before its time, over at its time
        ("pending", 50, 0.9, 59, "pending", None),
        ("pending", 50, 0.9, 60, "raised", "raised"),
        #                       a dip under raise_at ends it
        ("pending", 50, 0.79, 55, "ok", None),
        #                       between the two levels a raised one stays (hysteresis)
        ("raised", 60, 0.6, 70, "raised", None),
        ("raised", 60, 0.59, 70, "clearing", None),
        ("clearing", 70, 0.59, 74, "clearing", None),
        ("clearing", 70, 0.59, 75, "ok", "resolved"),
        #                       back over clear_below it was never over
        ("clearing", 70, 0.6, 72, "raised", None),
    ],
)
def test_each_step_goes_where_the_drawing_says(
    status: AlertStatus, since_s: int, level: float, now_s: int, *, then: str, said: str | None
) -> None:
    state, transition = step(AlertState(status, 1, since_s * 1000), level, now_s * 1000, LIMITS)
    assert state is not None
    assert (state.status, transition) == (then, said)


def test_an_unknown_level_moves_nothing() -> None:
    raised = AlertState("raised", 1, 0)
    assert step(raised, None, 10**9, LIMITS) == (raised, None)


def test_without_dwell_one_step_raises_and_one_resolves() -> None:
    at_once = Limits(raise_at=1.0, clear_below=1.0)
    raised, said = step(None, 1.0, 5, at_once)
    assert (raised, said) == (AlertState("raised", 1, 5, said=Said("raised", 5, 1.0)), "raised")
    resolved = AlertState("ok", 1, 9, ended_ms=9, said=Said("resolved", 9, 0.0))
    assert step(raised, 0.0, 9, at_once) == (resolved, "resolved")


@pytest.mark.parametrize(
    ("said", "level", "then"),
    [
        #                             from under the second level to it
        (Said("raised", 0, 0.85), 0.95, "escalated"),
        (Said("raised", 0, 0.85), 0.94, None),
        #                             what was raised there already needs no second word, and nobody gets a third
        (Said("raised", 0, 0.95), 0.99, None),
        (Said("escalated", 0, 0.95), 0.99, None),
        #                             nobody knows what an older release said
        (None, 0.99, None),
    ],
)
def test_escalated_is_said_once_where_the_level_comes_to_it(said: Said | None, level: float, then: str | None) -> None:
    limits = Limits(raise_at=0.8, clear_below=0.6, clear_dwell_s=5, escalate_at=0.95)
    for status in ("raised", "clearing"):
        after, transition = step(AlertState(status, 3, 0, said=said), level, 1000, limits)
        assert after is not None
        assert transition == then
        assert (after.status, after.episode) == ("raised", 3)
        assert after.said == (said if then is None else Said("escalated", 1000, level))


def test_each_transition_names_the_level_that_it_was_held_against() -> None:
    limits = Limits(raise_at=0.8, clear_below=0.6, escalate_at=0.95)
    assert [limits.threshold(t) for t in ("raised", "escalated", "resolved")] == [0.8, 0.95, 0.6]


def test_the_cool_down_counts_from_the_end_of_the_episode_whatever_happened_since() -> None:
    ended = AlertState("ok", 1, 0, ended_ms=0)
    assert step(ended, 0.9, 99_999, LIMITS) == (ended, None)
    after, _ = step(ended, 0.9, 100_000, LIMITS)
    assert after == AlertState("pending", 1, 100_000, ended_ms=0)


@pytest.mark.parametrize("status", ["ok", "pending"])
def test_the_end_of_what_was_never_said_says_nothing(status: AlertStatus) -> None:
    state = AlertState(status, 0, 0)
    assert end(state, 5) == (state, None)


levels = st.none() | st.floats(0, 1)


@given(
    st.lists(st.tuples(levels, st.integers(0, 40)), max_size=60),
    st.builds(
        Limits,
        raise_at=st.floats(0.5, 1),
        clear_below=st.floats(0, 0.5),
        dwell_s=st.integers(0, 30),
        clear_dwell_s=st.integers(0, 30),
        cool_down_s=st.integers(0, 60),
        escalate_at=st.none() | st.floats(0.7, 1),
    ),
)
def test_raised_and_resolved_alternate_with_at_most_one_escalation_episodes_count_up_and_the_cool_down_is_kept(
    steps: list[tuple[float | None, int]], limits: Limits
) -> None:
    state: AlertState | None = None
    now_ms, said = 0, []
    for level, later_s in steps:
        now_ms += later_s * 1000
        state, transition = step(state, level, now_ms, limits)
        if transition is not None and state is not None:
            said.append((transition, state.episode, now_ms))
    assert all(
        (before, transition) in {("raised", "escalated"), ("raised", "resolved"), ("escalated", "resolved"),
                                 ("resolved", "raised")}
        for (before, _, _), (transition, _, _) in pairwise([("resolved", 0, 0), *said])
    )  # fmt: skip
    for (first, episode, at_ms), (second, next_episode, next_ms) in pairwise(said):
        assert next_episode == episode + (second == "raised")
        if first == "resolved":
            assert next_ms - at_ms >= limits.cool_down_s * 1000
