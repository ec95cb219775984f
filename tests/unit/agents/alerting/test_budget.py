"""Limits at a learned level: the others keep their order and distance, and the alert says which level it was."""

import pytest
from msgspec.structs import replace

from harken.alerting.budget import by_budget
from harken.fold.config import DAY_S
from harken.learning.known import wakeup_due
from harken.rules.activity_drop import ActivityDrop
from harken.rules.budgets import levelled
from harken.rules.churn_risk import LIMITS, ChurnRisk
from harken.rules.detractor import Detractor
from harken.rules.high_value_at_risk import HighValueAtRisk
from harken.rules.off import Off
from harken.shelf import NO_VALUE, ValueSnapshot
from tests.driver import Driver
from tests.pages.alert_stories import BEGIN_S, CONFIG, SHELF, order

LEARNED = ValueSnapshot(version="v", step_s=0.0, shares=(0.001, 0.01, 0.1), levels=(0.9, 0.6, 0.2))


def test_a_budget_between_two_that_were_learned_is_between_their_levels() -> None:
    raised = {share: by_budget(LIMITS, share, LEARNED.shares, LEARNED.levels).raise_at for share in (0.01, 0.05, 0.2)}
    assert raised[0.01] == pytest.approx(0.6)
    assert 0.2 < raised[0.05] < 0.6
    assert raised[0.2] == pytest.approx(0.2)


@pytest.mark.parametrize("level", [1e-6, 0.01, 0.5, 0.8, 0.99, 1 - 1e-6])
def test_the_other_levels_keep_their_order_and_their_times(level: float) -> None:
    found = by_budget(LIMITS, 0.02, (0.001, 0.2), (level, level))
    assert found.escalate_at is not None
    assert 0 < found.clear_below <= found.raise_at <= found.escalate_at < 1
    assert (found.dwell_s, found.cool_down_s) == (LIMITS.dwell_s, LIMITS.cool_down_s)


def test_at_its_own_level_nothing_moves() -> None:
    found = by_budget(LIMITS, 0.02, (0.001, 0.2), (LIMITS.raise_at,) * 2)
    assert found.clear_below == pytest.approx(0.65)
    assert found.escalate_at == pytest.approx(0.9)


def test_only_rules_with_a_budget_go_by_what_was_learned_and_before_it_was_none_does() -> None:
    rules = (ChurnRisk(), Detractor(), Off(ChurnRisk(share_per_week=0.01)), ChurnRisk(share_per_week=0.01))
    assert levelled(rules, NO_VALUE) == rules
    assert levelled(rules, LEARNED)[:3] == rules[:3]
    assert levelled(rules, LEARNED)[3].limits.raise_at == pytest.approx(0.6)


def test_what_came_of_a_budget_moves_the_level_that_is_looked_up() -> None:
    rule = ChurnRisk(share_per_week=0.01)
    too_many = replace(LEARNED, gains={"churn_risk": 0.5})
    (before,), (after,) = levelled((rule,), LEARNED), levelled((rule,), too_many)
    assert after.limits.raise_at > before.limits.raise_at


def test_the_top_tier_has_levels_of_its_own_and_before_they_are_known_the_rules_own() -> None:
    rule = HighValueAtRisk(share_per_week=0.01)
    assert levelled((rule,), LEARNED) == (rule,)
    (found,) = levelled((rule,), replace(LEARNED, top_levels=(0.7, 0.4, 0.1)))
    assert found.limits.raise_at == pytest.approx(0.4)


def test_a_measure_that_is_no_probability_goes_by_what_comes_of_it_alone() -> None:
    rule = ActivityDrop(share_per_week=0.01)
    assert levelled((rule,), NO_VALUE)[0].limits == rule.limits
    (found,) = levelled((rule,), replace(NO_VALUE, gains={"activity_drop": 2.0}))
    assert (found.limits.raise_at, found.limits.clear_below) == (0.5, 0.5)


def test_what_is_raised_on_a_budget_is_told_to_the_learner_and_nothing_where_there_is_none() -> None:
    told = []
    for rule in (ChurnRisk(share_per_week=0.1), ChurnRisk()):
        driver = Driver(CONFIG, (rule,), SHELF._replace(value=LEARNED))
        driver.send(*(order("ada", 7 * week) for week in range(12)))
        driver.idle(BEGIN_S + 120 * DAY_S)
        told.append(driver.raise_examples)
    (one,), none = told
    assert (one.kind, one.share, none) == ("churn_risk", 0.1, [])
    assert wakeup_due(one.cause) == ("0", one.known_s)


def test_the_alert_says_the_level_that_was_used() -> None:
    #  12 weeks of orders, then silence: raised at the learned level, long before .8
    driver = Driver(CONFIG, (ChurnRisk(share_per_week=0.1),), SHELF._replace(value=LEARNED))
    driver.send(*(order("ada", 7 * week) for week in range(12)))
    driver.idle(BEGIN_S + 120 * DAY_S)
    alert = driver.alerts[0]
    assert alert.data.transition == "raised"
    assert alert.data.threshold == pytest.approx(0.2)
    assert 0.2 <= alert.data.score < 0.8
