"""What came of alerts that say somebody may leave, as the fold tells the learner."""

from dataclasses import replace

import pytest
from msgspec import UNSET

from harken.activity import ActivityConfig
from harken.events import Click, Command, Feedback
from harken.example import OutcomeExample
from harken.fold.config import DAY_S
from harken.rules.activity_drop import ActivityDrop
from harken.rules.cancel_intent import CancelIntent
from harken.rules.churn_risk import ChurnRisk
from harken.rules.onboarding_stalled import OnboardingStalled
from tests.driver import Driver
from tests.pages.alert_stories import BEGIN_S, CONFIG, at, order, tick

RULES = (ChurnRisk(), CancelIntent(), OnboardingStalled())
#: Half a moment: alerts come with looks, whose time is not that of an event.
NEAR_D = 0.2


def shop(config: ActivityConfig = CONFIG) -> Driver:
    """Ada bought every week for twelve weeks, the last time on day 77; a horizon is 30 days."""
    driver = Driver(config, RULES)
    driver.send(*(order("ada", 7 * week) for week in range(12)))
    return driver


def raised_d(driver: Driver, kind: str = "churn_risk") -> list[float]:
    """Days on which the kind was announced, as the learner is told."""
    found = [one for one in driver.outcome_examples if one.kind == kind and one.right is UNSET]
    return [(one.known_s - BEGIN_S) / DAY_S for one in found]


def judged(driver: Driver, kind: str = "churn_risk") -> list[bool | None]:
    """How they were judged."""
    found = [one for one in driver.outcome_examples if one.kind == kind and one.right is not UNSET]
    return [one.right for one in found if one.right is not UNSET]


def departures(driver: Driver) -> list[OutcomeExample]:
    return [one for one in driver.outcome_examples if one.leads is not UNSET]


def test_an_alert_after_which_nothing_comes_is_right_once_its_horizon_is_over_and_not_before() -> None:
    driver = shop()
    driver.idle(BEGIN_S + 140 * DAY_S)
    (day,) = raised_d(driver)
    assert judged(driver) == []
    driver.idle(BEGIN_S + (day + 30) * DAY_S - 60)
    assert judged(driver) == []
    driver.idle(BEGIN_S + (day + 30 + 10 + NEAR_D) * DAY_S)  # snapshots come every ten days
    assert judged(driver) == [True]
    assert driver.customer("ada").state.raised == ()


@pytest.mark.parametrize(("after_d", "right"), [(29.9, False), (30.1, True)])
def test_an_order_within_the_horizon_makes_it_wrong_and_one_behind_it_does_not(after_d: float, right: bool) -> None:
    driver = shop()
    driver.idle(BEGIN_S + 135 * DAY_S)
    (day,) = raised_d(driver)
    back_d = round(day + after_d, 3)
    driver.send(order("ada", back_d), tick(back_d + 12))
    assert judged(driver) == [right]


def test_a_goodbye_makes_it_right_whatever_is_ordered_behind_it() -> None:
    driver = shop()
    driver.idle(BEGIN_S + 135 * DAY_S)
    (day,) = raised_d(driver)
    goodbye = Feedback(id="bye", customer_id="ada", ts=at(round(day + 5, 3)), kind="cancellation")
    driver.send(goodbye, order("ada", round(day + 6, 3)), tick(round(day + 45, 3)))
    assert judged(driver) == [True]


def test_of_who_said_goodbye_alerts_are_judged_although_no_snapshot_looks_at_them() -> None:
    driver = shop()
    driver.send(Feedback(id="bye", customer_id="ada", ts=at(80), kind="cancellation"))
    assert raised_d(driver, "cancel_intent") == [pytest.approx(80)]
    driver.idle(BEGIN_S + 112 * DAY_S)
    assert judged(driver, "cancel_intent") == [True]


def test_of_who_never_ordered_alerts_are_judged_too() -> None:
    driver = Driver(CONFIG, RULES)
    looks = [Click(id=f"c-{n}", customer_id="bob", ts=at(n / 100), kind="view") for n in range(12)]
    driver.send(*looks)
    driver.idle(BEGIN_S + 36 * DAY_S)
    assert raised_d(driver, "onboarding_stalled") == [pytest.approx(7, abs=NEAR_D)]
    assert judged(driver, "onboarding_stalled") == []
    driver.idle(BEGIN_S + 39 * DAY_S)
    assert judged(driver, "onboarding_stalled") == [True]
    assert departures(driver) == []


def test_a_departure_has_the_lead_of_what_was_announced_before_it_and_is_told_once() -> None:
    #   day   77     four usual gaps later: raised     107, from here on everybody can see it
    driver = Driver(CONFIG, (ActivityDrop(),))
    driver.send(*(order("ada", 7 * week) for week in range(12)))
    driver.idle(BEGIN_S + 300 * DAY_S)
    (day,) = raised_d(driver, "activity_drop")
    assert 105 <= day < 107
    (left,) = departures(driver)
    assert left.leads is not UNSET
    assert [*left.leads] == ["activity_drop"]
    assert left.leads["activity_drop"] == pytest.approx((107 - day) * DAY_S, abs=1)


def test_a_departure_that_nothing_foresaw_counts_and_who_comes_back_can_leave_again() -> None:
    driver = shop()
    driver.send(order("ada", 125), tick(170))
    assert [one.leads for one in departures(driver)] == [{}, {}]


def test_what_is_removed_before_it_is_judged_is_told_to_be_left_out() -> None:
    driver = shop()
    driver.idle(BEGIN_S + 135 * DAY_S)
    driver.send(Command(id="e", ts=at(140), kind="erase", customer_id="ada"))
    assert judged(driver) == [None]


def test_who_had_left_long_before_departures_were_counted_is_no_departure_now() -> None:
    driver = shop()
    driver.idle(BEGIN_S + 160 * DAY_S)
    before = len(departures(driver))
    document = driver.documents["ada"]
    assert b'"left":true' in document
    driver.documents["ada"] = document.replace(b'"left":true,', b"").replace(b',"left":true', b"")
    driver.idle(BEGIN_S + 200 * DAY_S)
    assert len(departures(driver)) == before


def test_clicks_that_count_as_activity_make_an_alert_wrong() -> None:
    driver = shop(replace(CONFIG, active_clicks=frozenset({"view"})))
    driver.idle(BEGIN_S + 135 * DAY_S)
    (day,) = raised_d(driver)
    driver.send(Click(id="c", customer_id="ada", ts=at(round(day + 3, 3)), kind="view"), tick(round(day + 45, 3)))
    assert judged(driver) == [False]
