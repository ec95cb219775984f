"""The top tier is alerted at a lower level, and by one kind of the family only."""

from typing import get_args

from harken.activity import ActivityConfig
from harken.document import Tier
from harken.fold.config import DAY_S
from harken.rules import RULES
from harken.rules.high_value_at_risk import HighValueAtRisk
from tests.driver import Driver
from tests.moments import moment
from tests.pages.alert_stories import BEGIN_S, order


def test_only_the_top_tier_is_meant_and_at_a_lower_level_than_others() -> None:
    rule = HighValueAtRisk(from_minor=5000)
    assert rule.level(moment(net_minor=4999), 0.99) == 0.0
    assert rule.level(moment(net_minor=5000), 0.7) == 0.7
    assert rule.level(moment(net_minor=5000), None) == 0.0
    assert rule.limits.raise_at < next(other for other in RULES if other.kind == "churn_risk").limits.raise_at


def test_where_the_learner_has_told_the_tiers_they_are_what_counts() -> None:
    rule = HighValueAtRisk(from_minor=5000)
    for tier in get_args(Tier):
        poor, rich = moment(net_minor=100), moment(net_minor=1_000_000)
        for one in (poor, rich):
            one.customer.value.tier = tier
            assert rule.level(one, 0.7) == (0.7 if tier == "top" else 0.0)


def test_churn_risk_of_who_turns_out_to_be_worth_more_gives_way() -> None:
    #   orders of 12.50 every week, then silence: churn_risk; then a dear order of long ago becomes known: the tier
    config = ActivityConfig(horizon_s=30 * DAY_S, currency="GBP")
    driver = Driver(config, rules=(HighValueAtRisk(from_minor=100_000), RULES[1]))
    driver.send(*(order("ada", 7 * week) for week in range(12)))
    driver.idle(BEGIN_S + 140 * DAY_S)
    assert [alert.data.kind for alert in driver.alerts] == ["churn_risk"]
    driver.send(order("ada", 40.5, pounds=900.0))
    driver.idle(BEGIN_S + 150 * DAY_S)
    said = [(alert.data.kind, alert.data.transition) for alert in driver.alerts]
    assert said[-2:] == [("high_value_at_risk", "raised"), ("churn_risk", "resolved")]
    assert driver.customer("ada").alerts["churn_risk"].status == "ok"
