"""The life of one kind of alert for one customer: a pure state machine.

    ok ──at raise_at or over──> pending ──dwell_s later──> raised ──under clear_below──> clearing ──clear_dwell_s──> ok
     ^                             │                         ^                              │
     └──────under raise_at─────────┘                         └──at clear_below or over──────┘

Where a kind asks for several of its last evaluations (`raise_of`), `pending` outlasts levels under `raise_at` until
none of these was over; it comes to `raised` at one that is over, where enough are and the dwell is over too.

`raised` and `resolved` are said on the way into `raised` from `pending` (or `ok`) and into `ok` from `clearing` (or
`raised`), so they alternate, and each pair is one episode. In between `escalated` is said once, where the level comes
to `escalate_at` after it was raised below that. After `resolved` the kind stays `ok` for `cool_down_s`.

What may not be said now (`withhold`) moves the state all the same, and begins no episode: episodes count what was said,
so they tell every announcement there ever was. What is withheld is said at the next step at which it may be, if the
level is still at `raise_at`; where it is over before that, nothing is said of it at all, and no cool-down begins.
"""

from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from harken.alerting.evaluations import evaluated
from harken.document import AlertState, Evaluations, Said, Transition, Withheld

_CALM: Final = AlertState("ok", 0, 0)


@dataclass(frozen=True)
class Limits:
    """When a kind is raised and when it is cleared.

    Parameters
    ----------
    raise_at : level from which it is raised.
    clear_below : level under which it is cleared, <= raise_at.
    dwell_s, clear_dwell_s : how long the level must stay there first, event seconds, >= 0.
    cool_down_s : from the end of one episode to the earliest begin of the next, event seconds, >= 0.
    escalate_at : level from which a raised one is escalated, >= raise_at; None: it never is.
    raise_of : how many of how many last evaluations must be at raise_at or over, 1 to 32; steps within an hour are one
        evaluation. While any of these was over, one that is not ends no dwell.
    """

    raise_at: float
    clear_below: float
    dwell_s: float = 0.0
    clear_dwell_s: float = 0.0
    cool_down_s: float = 0.0
    escalate_at: float | None = None
    raise_of: tuple[int, int] = (1, 1)

    def escalates(self, level: float) -> bool:
        """Whether this level is one of the second kind."""
        return self.escalate_at is not None and level >= self.escalate_at

    def threshold(self, transition: Transition) -> float:
        """The level that this transition was held against."""
        if transition == "resolved":
            return self.clear_below
        return self.raise_at if transition == "raised" or self.escalate_at is None else self.escalate_at


def step(
    state: AlertState | None, level: float | None, now_ms: int, limits: Limits
) -> tuple[AlertState | None, Transition | None]:
    """One step: where the kind stands after this level, and what is to be said.

    Parameters
    ----------
    state : where it stood; None where it never left `ok`.
    level : what the rule says now; None where it cannot say, which moves nothing.
    now_ms : event time, epoch milliseconds, not before `state.since_ms`.
    """
    if level is None:
        return state, None
    status = "ok" if state is None else state.status
    if status == "ok" and level < limits.raise_at:
        return state, None
    state = state or _CALM
    if status in {"ok", "pending"}:
        return _towards_raised(state, level, now_ms, limits)
    return _towards_ok(state, level, now_ms, limits)


def end(state: AlertState | None, now_ms: int, level: float = 0.0) -> tuple[AlertState | None, Transition | None]:
    """The kind's time is over (a point kind expired, the customer is removed): resolve it if it is raised.

    `level` is the score that it ends with.
    """
    if state is None or state.status in {"ok", "pending"}:
        return state, None
    if state.withheld is not None:
        #  The held-out are to be spoken of no more often than the others: their cool-down begins too.
        ended_ms = now_ms if state.withheld == "holdout" else state.ended_ms
        return replace(state, status="ok", since_ms=now_ms, ended_ms=ended_ms, withheld=None), None
    said = Said("resolved", now_ms, level)
    return replace(state, status="ok", since_ms=now_ms, ended_ms=now_ms, said=said, acknowledged_ms=None), "resolved"


def withhold(before: AlertState | None, after: AlertState, transition: Transition, why: Withheld | None) -> AlertState:
    """The state that a step has come to, where what it would say is not said; `before` itself where that moves nothing.

    Parameters
    ----------
    before, after, transition : what `step` was given and gave; a resolve is always said.
    why : of what is raised.
    """
    said = None if before is None else before.said
    if transition == "raised":
        after = replace(after, episode=after.episode - 1, said=said, withheld=why)
    else:
        after = replace(after, said=said)
    return before if before is not None and after == before else after


def is_standing(state: AlertState | None) -> bool:
    """Whether the kind was announced as raised, and is not resolved."""
    return state is not None and state.withheld is None and state.status in {"raised", "clearing"}


def is_silencing(state: AlertState | None) -> bool:
    """Whether it silences whom it supersedes: it stands, or would, were the customer not held out."""
    return state is not None and state.status in {"raised", "clearing"} and state.withheld in {None, "holdout"}


def yield_to(state: AlertState, now_ms: int) -> tuple[AlertState, Transition | None]:
    """The kind's superior stands: what was raised is resolved, what would have been is not."""
    if state.status == "pending":
        return _calmed(state, now_ms), None
    return end(state, now_ms)  # type: ignore[return-value]  # a state that is there stays there


def _towards_raised(
    state: AlertState, level: float, now_ms: int, limits: Limits
) -> tuple[AlertState, Transition | None]:
    if state.status == "ok":
        if state.ended_ms is not None and now_ms - state.ended_ms < limits.cool_down_s * 1000:
            return state, None
        state = replace(state, status="pending", since_ms=now_ms)
    is_over, (enough, of) = level >= limits.raise_at, limits.raise_of
    seen, over = None, int(is_over)
    if of > 1:
        #  What is pending without any began with a level that was over.
        before = state.evaluations or Evaluations(state.since_ms, 1)
        seen = evaluated(before, is_over=is_over, now_ms=now_ms, of=of)
        over = seen.over
    if not over:
        return _calmed(state, now_ms), None
    if not is_over or over.bit_count() < enough or now_ms - state.since_ms < limits.dwell_s * 1000:
        return (state if seen == state.evaluations else replace(state, evaluations=seen)), None
    said, episode = Said("raised", now_ms, level), state.episode + 1
    return replace(state, status="raised", episode=episode, since_ms=now_ms, said=said, evaluations=None), "raised"


def _calmed(state: AlertState, now_ms: int) -> AlertState:
    """It was pending, and is not."""
    return replace(state, status="ok", since_ms=now_ms, evaluations=None)


def _towards_ok(state: AlertState, level: float, now_ms: int, limits: Limits) -> tuple[AlertState, Transition | None]:
    if level >= limits.clear_below:
        if state.status == "clearing":
            state = replace(state, status="raised", since_ms=now_ms)
        if state.withheld is not None:
            return _at_last(state, level, now_ms, limits)
        said = state.said  # None in a document of an older release: who knows what was said
        if said is None or said.transition != "raised" or limits.escalates(said.score) or not limits.escalates(level):
            return state, None
        return replace(state, said=Said("escalated", now_ms, level)), "escalated"
    if state.status == "raised":
        state = replace(state, status="clearing", since_ms=now_ms)
    if now_ms - state.since_ms < limits.clear_dwell_s * 1000:
        return state, None
    return end(state, now_ms, level)  # type: ignore[return-value]  # a state that is there stays there


def _at_last(state: AlertState, level: float, now_ms: int, limits: Limits) -> tuple[AlertState, Transition | None]:
    """What was withheld would be said now."""
    if level < limits.raise_at:
        return state, None
    return replace(state, episode=state.episode + 1, said=Said("raised", now_ms, level), withheld=None), "raised"
