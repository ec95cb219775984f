"""The life cycle, one claim and one timeline a test."""

import re
from dataclasses import dataclass
from math import inf
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harken.document import Band, Lifecycle, Stage
from harken.language import CHINESE, ENGLISH
from harken.lifecycle.machine import STAGES, STAYS, Steps, step
from harken.lifecycle.next_steps import NEXT_STEPS
from harken.lifecycle.situation import Situation
from harken.lifecycle.transitions import TRANSITIONS

DAY_MS = 86_400_000
#: Orders once a week, on four days so far; the last one yesterday.
WEEKLY = Situation(True, days=4, silent_d=1.0, gap_d=7.0, age_d=22.0)


@dataclass
class Life:
    """A customer who is placed again and again."""

    now: Lifecycle | None = None

    def at(self, day: float, situation: Situation) -> Stage:
        """Where they stand on a day."""
        if self.now is not None:
            situation = situation._replace(in_stage_d=day - self.now.since_ms / DAY_MS)
        self.now = step(self.now, situation, round(day * DAY_MS))
        return self.now.stage


def entered(stage: Stage, situation: Situation) -> Stage:
    """Where who is at a stage comes to."""
    return step(Lifecycle(stage, 0, ""), situation, DAY_MS).stage


def test_from_the_first_look_to_a_loyal_customer() -> None:
    #   day   0          3        10      17 24 31 38       120
    #         looks at   orders   again   and again         for a horizon
    life = Life()
    assert life.at(0, Situation(False)) == "prospect"
    assert life.at(3, Situation(True, days=1)) == "new"
    assert life.at(10, Situation(True, days=2, gap_d=7.0, age_d=7.0)) == "active"
    assert life.at(38, Situation(True, days=6, gap_d=7.0, age_d=35.0)) == "active"
    assert life.at(120, Situation(True, days=17, silent_d=1.0, gap_d=7.0, age_d=117.0)) == "loyal"


def test_from_a_usual_customer_through_silence_and_back() -> None:
    #   day   22       40         70         112       130         140               150
    #         orders   18 quiet   high       90        an order    no second         a second
    life = Life()
    assert life.at(22, WEEKLY) == "active"
    assert life.at(40, WEEKLY._replace(silent_d=18.0, band="medium", churn=0.6)) == "at_risk"
    assert life.at(70, WEEKLY._replace(silent_d=48.0, band="high", churn=0.9)) == "at_risk"
    assert life.at(112, WEEKLY._replace(silent_d=90.5, band="high", churn=0.95)) == "lapsed"
    assert life.at(130, WEEKLY._replace(days=5, silent_d=0.0, band="high", churn=0.85)) == "won_back"
    assert life.at(140, WEEKLY._replace(days=5, silent_d=10.0, band="high", churn=0.85)) == "won_back"
    assert life.at(150, WEEKLY._replace(days=6, silent_d=0.0, age_d=150.0)) == "loyal"


def test_silence_of_two_horizons_is_lost_and_a_goodbye_at_once() -> None:
    assert entered("lapsed", WEEKLY._replace(silent_d=181.0)) == "lost"
    assert entered("loyal", Situation(True, said_goodbye=True)) == "lost"
    assert entered("lost", WEEKLY._replace(silent_d=0.0)) == "won_back"


def test_who_is_won_back_and_falls_silent_again_lapses_again() -> None:
    assert entered("won_back", WEEKLY._replace(silent_d=91.0, in_stage_d=91.0, band="high")) == "lapsed"


def test_a_second_order_on_the_day_of_the_return_is_no_second_day() -> None:
    assert entered("won_back", WEEKLY._replace(silent_d=0.0, in_stage_d=0.4)) == "won_back"
    assert entered("won_back", WEEKLY._replace(silent_d=0.0, in_stage_d=1.5)) == "active"


def test_silence_counts_against_the_customers_own_rhythm() -> None:
    late = WEEKLY._replace(silent_d=18.0, band="medium")
    assert entered("active", late) == "at_risk"
    assert entered("active", late._replace(gap_d=30.0)) == "active"
    assert entered("active", late._replace(days=2)) == "active"  # no rhythm yet


@pytest.mark.parametrize(("band", "stage"), [("low", "active"), ("medium", "at_risk"), ("high", "at_risk")])
def test_at_risk_is_left_at_low_risk_only_or_by_an_order(band: Band, stage: Stage) -> None:
    silent = WEEKLY._replace(silent_d=10.0, in_stage_d=5.0, band=band)
    assert entered("at_risk", silent) == stage
    if band == "medium":
        assert entered("at_risk", silent._replace(silent_d=1.0)) == "active"


def test_growing_is_left_later_than_it_is_entered() -> None:
    here = WEEKLY._replace(in_stage_d=31.0)
    assert [entered("active", here._replace(trend=x)) for x in (1.1, 1.3, 1.6)] == ["active", "active", "growing"]
    assert [entered("growing", here._replace(trend=x)) for x in (1.1, 1.3, 1.6)] == ["active", "growing", "growing"]


def test_whoever_is_just_back_grows_against_their_silence_only_and_is_not_growing() -> None:
    assert entered("won_back", WEEKLY._replace(in_stage_d=31.0, trend=2.5)) == "active"
    assert entered("active", WEEKLY._replace(in_stage_d=5.0, trend=2.5)) == "active"


def test_nobody_is_at_risk_on_the_day_of_an_order_and_everybody_late_at_medium_risk_is() -> None:
    first = Situation(True, days=1, band="high", churn=0.9)
    assert entered("prospect", first) == "new"
    assert entered("new", first._replace(silent_d=10.0)) == "at_risk"
    assert entered("new", first._replace(silent_d=46.0, band="medium")) == "at_risk"
    assert entered("new", first._replace(silent_d=46.0, band="low")) == "new"


def test_a_stage_that_is_kept_keeps_its_day_and_its_reason() -> None:
    before = Lifecycle("active", 5, "as it was")
    assert step(before, WEEKLY, DAY_MS) is before


def test_the_reason_is_about_this_customer() -> None:
    late = WEEKLY._replace(silent_d=18.0, churn=0.62, band="medium")
    assert step(None, late, 7) == Lifecycle("at_risk", 7, "62% likely to leave; no order for 18 days, usually every 7")
    assert step(None, Situation(True, days=1, silent_d=95.0), 7).why == "no order for 95 days"


situations = st.builds(
    Situation,
    ordered=st.booleans(),
    said_goodbye=st.booleans(),
    days=st.integers(1, 20),
    silent_d=st.floats(0, 400),
    gap_d=st.floats(0, 100),
    age_d=st.floats(0, 800),
    trend=st.floats(0, 5),
    churn=st.floats(0, 1),
    band=st.sampled_from(get_args(Band)),
)
places = st.none() | st.sampled_from(STAGES).map(lambda stage: Lifecycle(stage, 0, ""))


@given(places, situations)
def test_whoever_is_placed_and_looked_at_again_at_once_stays(before: Lifecycle | None, situation: Situation) -> None:
    after = step(before, situation, DAY_MS)
    assert step(after, situation._replace(in_stage_d=0.0), DAY_MS) is after


@given(st.lists(st.tuples(situations, st.floats(0, 400)), min_size=1, max_size=5), st.sampled_from(STAGES))
def test_what_is_told_of_many_at_once_is_what_each_step_comes_to(
    many: list[tuple[Situation, float]], stage: Stage
) -> None:
    columns: list[Any] = [np.array(column) for column in zip(*(situation[2:] for situation, _ in many), strict=True)]
    together = Situation(True, False, *columns)
    steps = Steps(together._replace(in_stage_d=-inf), together._replace(in_stage_d=inf), len(many))
    before = Lifecycle(stage, 0, "")
    for (situation, in_stage_d), first in zip(many, steps[stage], strict=True):
        here = situation._replace(ordered=True, said_goodbye=False, in_stage_d=in_stage_d)
        after = step(before, here, DAY_MS)
        assert after is before if first == STAYS else step(before, here, DAY_MS, first) == after


def test_nearly_everybody_is_told_to_stay_before_it_is_known_since_when() -> None:
    steps = Steps(WEEKLY._replace(in_stage_d=-inf), WEEKLY._replace(in_stage_d=inf), 1)
    assert steps["active"] == [STAYS]
    #  Whether who came back stays there hangs on when that was.
    assert steps["won_back"] != [STAYS]
    assert steps["new"] != [STAYS]


def test_every_stage_is_reached_and_has_a_next_step() -> None:
    assert {line.to for line in TRANSITIONS} == set(STAGES) == set(NEXT_STEPS)
    assert TRANSITIONS[-1].of == ()
    assert TRANSITIONS[-1].holds(WEEKLY)


@given(places, situations)
def test_why_somebody_is_there_is_said_in_chinese_with_the_same_numbers(
    before: Lifecycle | None, situation: Situation
) -> None:
    english, chinese = (step(before, situation, DAY_MS, language=language) for language in (ENGLISH, CHINESE))
    assert english.stage == chinese.stage
    if english is not before:
        assert re.search("[\u4e00-\u9fff]", chinese.why)
        assert not re.search("[\u4e00-\u9fff]", english.why)
        numbers = [sorted(re.findall(r"[\d.]+", one.why)) for one in (english, chinese)]
        assert numbers[0] == numbers[1]
