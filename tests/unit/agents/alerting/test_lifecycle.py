"""The life of one kind of alert, step by step."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harken.alerting.evaluations import APART_MS
from harken.alerting.lifecycle import Limits, end, step, yield_to
from harken.document import AlertState, AlertStatus, Evaluations, Said

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


#: Two of the last three evaluations, and the first of them an hour and a half before.
SOME = Limits(raise_at=0.8, clear_below=0.6, raise_of=(2, 3), dwell_s=5400)


def run(levels: str, limits: Limits, apart_ms: int = APART_MS) -> str:
    """What each of these levels (`x` over, `.` under, a blank unknown) makes of it, step by step, by first letters."""
    state: AlertState | None = None
    found = []
    for n, level in enumerate(levels):
        state, _ = step(state, {"x": 0.9, ".": 0.7, " ": None}[level], n * apart_ms, limits)
        found.append("o" if state is None else state.status[0])
    return "".join(found)


@pytest.mark.parametrize(
    ("levels", "then"),
    [
        #          both must hold: two of three are over at the second, the dwell at the third
        ("xxx", "ppr"),
        ("x.x", "ppr"),
        #          raised by a level that is over, not by one under it
        ("xx.x", "pppr"),
        #          one that is under ends nothing; three in a row do
        ("x..x", "pppp"),
        ("x...", "pppo"),
        ("x..xx", "ppppr"),
        #          what is not known is no evaluation
        ("x  .  .x", "pppppppp"),
        ("..x.", "oopp"),
    ],
)
def test_some_of_the_last_evaluations_must_be_over_and_none_ends_it(levels: str, then: str) -> None:
    assert run(levels, SOME) == then


def test_a_burst_of_steps_is_one_evaluation() -> None:
    at_once = Limits(raise_at=0.8, clear_below=0.6, raise_of=(2, 3))
    assert run("xx", at_once) == "pr"
    assert run("x" * 50, at_once, apart_ms=1000) == "p" * 50
    #                             the newest of it counts: nothing is pending where that is under
    assert run("xx.", at_once, apart_ms=1000) == "ppo"


def test_what_was_pending_under_other_rules_goes_on_by_these() -> None:
    pending = AlertState("pending", 0, 0)
    after, _ = step(pending, 0.7, APART_MS, SOME)
    assert after == AlertState("pending", 0, 0, evaluations=Evaluations(APART_MS, 0b10))
    calm, _ = step(after, 0.7, 2 * APART_MS, LIMITS)
    assert calm == AlertState("ok", 0, 2 * APART_MS)
    raised, said = step(after, 0.9, 2 * APART_MS, LIMITS)
    assert (raised, said) == (AlertState("raised", 1, 2 * APART_MS, said=Said("raised", 2 * APART_MS, 0.9)), "raised")


def test_nothing_is_kept_of_evaluations_where_it_is_not_pending() -> None:
    state = AlertState("pending", 0, 0, evaluations=Evaluations(0, 1))
    assert step(state, 0.9, 2 * APART_MS, SOME)[0] == AlertState(
        "raised", 1, 2 * APART_MS, said=Said("raised", 2 * APART_MS, 0.9)
    )
    assert yield_to(state, 5)[0] == AlertState("ok", 0, 5)


def by_hand(steps: list[tuple[float, int]], limits: Limits) -> list[str]:
    """The same of a whole list of evaluations, as long as nothing is raised."""
    enough, of = limits.raise_of
    seen: list[tuple[int, bool]] = []
    found, now_ms, since_ms = [], 0, 0
    for level, later_ms in steps:
        now_ms += later_ms
        is_over = level >= limits.raise_at
        if not seen and not is_over:
            found.append("ok")
            continue
        if not seen:
            since_ms = now_ms
        if seen and now_ms - seen[-1][0] < APART_MS:
            seen[-1] = seen[-1][0], is_over
        else:
            seen.append((now_ms, is_over))
        over = sum(was_over for _, was_over in seen[-of:])
        if not over:
            seen.clear()
        waited = now_ms - since_ms >= limits.dwell_s * 1000
        found.append("raised" if is_over and waited and over >= enough else "pending" if over else "ok")
        if found[-1] == "raised":
            break
    return found


@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3 * APART_MS)), max_size=40),
    st.integers(2, 6).flatmap(lambda of: st.tuples(st.integers(1, of), st.just(of))),
    st.sampled_from([0, 1800, 20_000]),
)
def test_it_is_raised_where_a_list_of_all_evaluations_says_so(
    steps: list[tuple[float, int]], raise_of: tuple[int, int], dwell_s: int
) -> None:
    limits = Limits(raise_at=0.5, clear_below=0.2, dwell_s=dwell_s, raise_of=raise_of)
    state: AlertState | None = None
    now_ms, found = 0, []
    for level, later_ms in steps:
        now_ms += later_ms
        state, _ = step(state, level, now_ms, limits)
        found.append("ok" if state is None else state.status)
        if found[-1] == "raised":
            break
    assert found == by_hand(steps, limits)


levels = st.none() | st.floats(0, 1)


@given(
    st.lists(st.tuples(levels, st.integers(0, 40) | st.just(4000)), max_size=60),
    st.builds(
        Limits,
        raise_at=st.floats(0.5, 1),
        clear_below=st.floats(0, 0.5),
        dwell_s=st.integers(0, 30),
        clear_dwell_s=st.integers(0, 30),
        cool_down_s=st.integers(0, 60),
        escalate_at=st.none() | st.floats(0.7, 1),
        raise_of=st.sampled_from([(1, 1), (1, 1), (1, 3), (2, 3), (3, 32)]),
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
