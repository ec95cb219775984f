"""A family of alerts that is not announced of the held-out, in the fold."""

from dataclasses import replace

import pytest
from msgspec import UNSET
from msgspec.json import encode

from harken.alert import Experiment
from harken.alerting.cap import Cap
from harken.alerting.holdout import Holdout
from harken.customer import Trial
from harken.events import Click, Feedback
from harken.fold.config import DAY_S
from harken.rules.churn_risk import ChurnRisk
from harken.rules.detractor import Detractor
from tests.driver import EMPTY_SHELF, Driver
from tests.pages.alert_stories import BEGIN_S, CONFIG, at, order

RULES = (ChurnRisk(), Detractor())
#: Nearly nobody, nearly everybody.
NOBODY = replace(CONFIG, holdout=Holdout({"churn_risk": 1e-12}))
ALL = replace(CONFIG, holdout=Holdout({"churn_risk": 1 - 1e-12}))
LATE_S = BEGIN_S + 170 * DAY_S


def shop(held_out: bool, cap: Cap | None = None) -> Driver:
    """Ada bought every week for twelve weeks, the last time on day 77: at risk on day 132, hardly any doubt on 142."""
    driver = Driver(replace(ALL if held_out else NOBODY, cap=cap or CONFIG.cap), RULES, EMPTY_SHELF)
    driver.send(*(order("ada", 7 * week) for week in range(12)))
    return driver


def trial(driver: Driver) -> Trial:
    trials = driver.customer("ada").state.trials
    assert trials is not None
    return trials["churn_risk"]


def test_of_the_held_out_nothing_is_announced_and_what_would_have_been_is_logged_once() -> None:
    #   day    77      132         142        170
    #          order   would be    worse      still
    driver, other = shop(held_out=True), shop(held_out=False)
    driver.idle(LATE_S)
    other.idle(LATE_S)
    assert driver.alerts == []
    said = [alert for alert in other.alerts if alert.data.transition == "raised"]
    logged = [one for one in driver.predictions if one.model == "churn_risk"]
    assert [(one.customer_id, one.score, one.reasons) for one in logged] == [
        (alert.subject, alert.data.score, alert.data.reasons) for alert in said
    ]
    assert driver.withheld == {("churn_risk", "holdout"): 1}
    ada = driver.customer("ada")
    assert (ada.alerts["churn_risk"].withheld, ada.alerts["churn_risk"].episode) == ("holdout", 0)
    assert ada.held_out == ("churn_risk",)
    assert other.customer("ada").held_out is UNSET


def test_at_risk_lists_leave_the_held_out_out() -> None:
    driver, other = shop(held_out=True), shop(held_out=False)
    driver.idle(LATE_S)
    other.idle(LATE_S)
    assert list(driver.at_risk) == []
    assert list(other.at_risk) == ["ada"]


def test_who_is_listed_when_a_holdout_begins_leaves_the_list_and_comes_back_when_it_ends() -> None:
    driver = shop(held_out=False)
    driver.idle(LATE_S)
    driver.activity = Driver(ALL, RULES).activity
    driver.idle(LATE_S + 10 * DAY_S)
    assert driver.at_risk == {}
    driver.activity = Driver(CONFIG, RULES).activity
    driver.idle(LATE_S + 20 * DAY_S)
    assert list(driver.at_risk) == ["ada"]
    assert driver.customer("ada").held_out is UNSET


def test_both_arms_begin_a_trial_at_the_same_moment_and_only_the_treated_are_told() -> None:
    driver, other = shop(held_out=True), shop(held_out=False)
    driver.idle(LATE_S)
    other.idle(LATE_S)
    assert (trial(driver).group, trial(other).group) == ("held_out", "treated")
    assert trial(driver).at_s == trial(other).at_s
    assert trial(driver).due_s == trial(driver).at_s + CONFIG.horizon_s
    raised = next(alert for alert in other.alerts if alert.data.transition == "raised")
    assert raised.data.experiment == Experiment(":1e-12", "churn_risk", "treated")


def test_a_trial_is_decided_as_a_label_is_by_orders_and_goodbyes_within_the_horizon() -> None:
    #   day    132     due = 132 + H
    #          trial    |
    driver = shop(held_out=True)
    driver.idle(LATE_S)
    begun_d = (trial(driver).at_s - BEGIN_S) / DAY_S
    due_d = (trial(driver).due_s - BEGIN_S) / DAY_S
    assert not trial(driver).active
    driver.send(order("ada", begun_d - 1))  # late, and before it
    driver.send(order("ada", due_d + 1))
    assert not trial(driver).active
    driver.send(order("ada", due_d - 1))  # late, and within it
    assert trial(driver).active
    word = Feedback(id="bye", customer_id="ada", ts=at(due_d - 2), kind="cancellation", text="goodbye")
    driver.send(word)
    assert trial(driver).cancelled


@pytest.mark.parametrize("batch", [1, 100])
def test_a_click_that_counts_as_activity_decides_a_trial_wherever_batches_are_cut(batch: int) -> None:
    #   day    77      132     140      150
    #          order   trial   views    login
    config = replace(ALL, active_clicks=frozenset({"login"}))
    driver = Driver(config, RULES, EMPTY_SHELF)
    driver.send(*(order("ada", 7 * week) for week in range(12)))
    quiet = Click(id="v", customer_id="ada", ts=at(140), kind="view", item_id="beans")
    login = Click(id="l", customer_id="ada", ts=at(150), kind="login")
    driver.send(order("eve", 139), quiet, order("eve", 149.9), batch=batch)
    assert not trial(driver).active
    driver.send(login, order("eve", 151), batch=batch)
    assert trial(driver).active
    pending = driver.customer("ada").state.pending
    assert any(label.active for label in pending)
    assert not any(label.soon is not None and label.soon.ordered for label in pending), "a login is no order"


def test_a_second_episode_begins_no_second_trial() -> None:
    driver = shop(held_out=False)
    driver.idle(LATE_S)
    first = trial(driver).at_s
    driver.send(*(order("ada", 175 + n) for n in range(3)))
    driver.idle(LATE_S + 200 * DAY_S)
    assert sum(alert.data.transition == "raised" for alert in driver.alerts) > 1
    assert trial(driver).at_s == first


def test_another_share_is_another_experiment() -> None:
    driver = shop(held_out=False)
    driver.idle(LATE_S)
    driver.activity = Driver(replace(CONFIG, holdout=Holdout({"churn_risk": 1e-11})), RULES).activity
    driver.send(*(order("ada", 175 + n) for n in range(3)))
    driver.idle(LATE_S + 200 * DAY_S)
    assert trial(driver).experiment == ":1e-11"


def test_what_would_be_announced_counts_against_the_cap_like_what_is() -> None:
    #   day    132          133
    #          at risk      a bad word: there was one alert of her already, said or not
    for held_out in (True, False):
        driver = shop(held_out, Cap(most=1))
        driver.idle(BEGIN_S + 132.8 * DAY_S)
        driver.send(Feedback(id="bad", customer_id="ada", ts=at(133), kind="nps", score=6))
        assert driver.withheld["detractor", "cap"] == 1


def test_of_a_holdout_of_another_family_churn_alerts_know_nothing() -> None:
    driver = Driver(replace(CONFIG, holdout=Holdout({"detractor": 1 - 1e-12})), RULES, EMPTY_SHELF)
    driver.send(*(order("ada", 7 * week) for week in range(12)))
    driver.send(Feedback(id="bad", customer_id="ada", ts=at(80), kind="nps", score=1))
    driver.idle(LATE_S)
    assert {alert.data.kind for alert in driver.alerts} == {"churn_risk"}
    assert all(alert.data.experiment is UNSET for alert in driver.alerts)
    assert all(example.treated is UNSET for example in driver.churn_examples)
    assert list(driver.at_risk) == ["ada"]


def test_labels_say_whether_the_customer_was_treated() -> None:
    for held_out in (True, False):
        driver = shop(held_out)
        driver.idle(LATE_S)
        assert {example.treated for example in driver.churn_examples} == {not held_out}
    plain = Driver(CONFIG, RULES, EMPTY_SHELF)
    plain.send(*(order("ada", 7 * week) for week in range(12)))
    plain.idle(LATE_S)
    assert plain.churn_examples
    assert {example.treated for example in plain.churn_examples} == {UNSET}


def test_a_holdout_that_ends_lets_what_still_holds_be_announced() -> None:
    driver = shop(held_out=True)
    driver.idle(LATE_S)
    driver.activity = Driver(CONFIG, RULES).activity
    driver.idle(LATE_S + 10 * DAY_S)
    assert [alert.id for alert in driver.alerts] == ["ada|churn_risk|1|raised"]


def test_who_has_been_silent_for_half_the_retention_begins_no_trial() -> None:
    #  They might be removed before anybody has read how it went, and only those who stay away are.
    config = replace(NOBODY, retention_s=100 * DAY_S)
    driver = Driver(config, RULES, EMPTY_SHELF)
    driver.send(*(order("ada", 7 * week) for week in range(12)))
    driver.idle(LATE_S)
    assert [alert.data.transition for alert in driver.alerts][:1] == ["raised"]  # on day 132, 55 days after the last
    assert driver.customer("ada").state.trials is None


def test_without_a_holdout_no_document_alert_or_example_knows_of_any() -> None:
    driver = Driver(CONFIG, RULES, EMPTY_SHELF)
    driver.send(*(order("ada", 7 * week) for week in range(12)))
    driver.idle(LATE_S)
    written = [*driver.documents.values(), *map(encode, driver.alerts), *map(encode, driver.churn_examples)]
    assert len(written) > 3
    assert not any(word in one for one in written for word in (b"held_out", b"trials", b"experiment", b"treated"))
