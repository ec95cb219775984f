"""The table of the life cycle: for each stage when a customer comes to it. The first line that holds is where they are.

A line that leads to the stage where the customer is keeps them there; so a stage is left later than it is entered,
and nobody goes to and fro. `docs/lifecycle.md` is made of this table.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from harken.document import Stage
from harken.language import Language
from harken.lifecycle.situation import Situation

#: Silence of so many horizons is for good.
LOST_HORIZONS: Final = 2.0
#: Days with an order from which a rhythm is believed, and from which, after a horizon, a customer is loyal.
RHYTHM_DAYS: Final = 3
LOYAL_DAYS: Final = 6
#: At medium risk who is silent for so many usual gaps, or so much of a horizon, is at risk; at high risk sooner, but
#: not on the day of an order.
LATE_GAPS: Final = 2.0
LATE_HORIZONS: Final = 0.5
SOON_HORIZONS: Final = 0.1
#: Orders lately against the months before: from when a customer grows, and down to where they still do; and how much of
#: a horizon they must have been active for: whoever comes back from a long silence orders more than in it.
GROWS_FROM: Final = 1.5
GROWS_DOWN_TO: Final = 1.2
STEADY_HORIZONS: Final = 1 / 3

#: From every stage.
ANY: Final[tuple[Stage, ...]] = ()


class Transition(NamedTuple):
    """One line.

    Parameters
    ----------
    of : stages that it is for; none: all.
    to : where it leads.
    when : what must hold, in words.
    holds : the same, in code; asked of many at once (`harken.lifecycle.machine`), so with `&` in the place of `and`.
    why : a sentence about this very customer (`harken.language.lifecycle`).
    """

    of: tuple[Stage, ...]
    to: Stage
    when: str
    holds: Callable[[Situation], bool]
    why: Callable[[Situation, Language], str]


def _silence(s: Situation, language: Language) -> str:
    said = language.sayings["lifecycle.silence"](silent=language.days(s.silent_d))
    return said + language.sayings["lifecycle.usual"](usual=round(s.gap_d)) if s.days > 1 else said


def _risk(s: Situation, language: Language) -> str:
    return language.sayings["lifecycle.risk"](churn=s.churn, silence=_silence(s, language))


def _rhythm(s: Situation, language: Language) -> str:
    days = language.days
    return language.sayings["lifecycle.rhythm"](days=days(s.days), age=days(s.age_d), silent=days(s.silent_d))


def _again(s: Situation, language: Language) -> str:
    if s.silent_d < 1:
        return language.sayings["lifecycle.again"]()
    return language.sayings["lifecycle.again.ago"](silent=language.days(s.silent_d))


def _growing(s: Situation, language: Language) -> str:
    return language.sayings["lifecycle.growing"](trend=s.trend)


def _always(key: str) -> Callable[[Situation, Language], str]:
    return lambda _, language: language.sayings[key]()


TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(ANY, "prospect", "no order yet", lambda s: not s.ordered, _always("lifecycle.none")),
    Transition(
        ANY, "lost", "said goodbye, and no order since", lambda s: s.said_goodbye, _always("lifecycle.goodbye")
    ),
    Transition(
        ANY,
        "lost",
        f"no order for {LOST_HORIZONS:g} horizons",
        lambda s: s.silent_d > LOST_HORIZONS * s.horizon_d,
        _silence,
    ),
    Transition(ANY, "lapsed", "no order for a horizon", lambda s: s.silent_d > s.horizon_d, _silence),
    Transition(
        ("lapsed", "lost"),
        "won_back",
        "an order",
        lambda _: True,
        _again,
    ),
    Transition(
        ("won_back",),
        "won_back",
        "no second day with an order since they came back",
        lambda s: s.silent_d >= s.in_stage_d - 1.0,
        _rhythm,
    ),
    Transition(
        ANY,
        "at_risk",
        f"the churn band is high, no order for {SOON_HORIZONS:g} horizons",
        lambda s: (s.band == "high") & (s.silent_d > SOON_HORIZONS * s.horizon_d),
        _risk,
    ),
    Transition(
        ANY,
        "at_risk",
        f"the band is medium, no order for {LATE_GAPS:g} usual gaps (from {RHYTHM_DAYS} days with an order)",
        lambda s: (s.band == "medium") & (s.days >= RHYTHM_DAYS) & (s.silent_d > LATE_GAPS * s.gap_d),
        _risk,
    ),
    Transition(
        ANY,
        "at_risk",
        f"the band is medium, no order for {LATE_HORIZONS:g} horizons",
        lambda s: (s.band == "medium") & (s.silent_d > LATE_HORIZONS * s.horizon_d),
        _risk,
    ),
    Transition(
        ("at_risk",),
        "at_risk",
        "the band is not low, and no order since",
        lambda s: (s.band != "low") & (s.silent_d > s.in_stage_d),
        _risk,
    ),
    Transition(ANY, "new", "one day with an order", lambda s: s.days <= 1, _always("lifecycle.first")),
    Transition(
        ANY,
        "loyal",
        f"{LOYAL_DAYS} days with an order, the first a horizon ago",
        lambda s: (s.days >= LOYAL_DAYS) & (s.age_d >= s.horizon_d),
        _rhythm,
    ),
    Transition(
        ("active",),
        "growing",
        f"orders {GROWS_FROM:g} times as often as in the months before, and active for a third of a horizon",
        lambda s: (s.trend >= GROWS_FROM) & (s.in_stage_d >= STEADY_HORIZONS * s.horizon_d),
        _growing,
    ),
    Transition(
        ("growing",),
        "growing",
        f"orders {GROWS_DOWN_TO:g} times as often",
        lambda s: s.trend >= GROWS_DOWN_TO,
        _growing,
    ),
    Transition(ANY, "active", "none of these", lambda _: True, _rhythm),
)
