"""Why a score moved since its last alert: kept while the alert stands, and only then."""

from dataclasses import replace

import pytest
from msgspec import UNSET

from harken.activity import ActivityConfig
from harken.alert import Alert
from harken.events import Command
from harken.features.moved import NAMES
from harken.fold.config import DAY_S
from harken.language import CHINESE
from tests.driver import EMPTY_SHELF, Driver
from tests.pages.alert_stories import BEGIN_S, at, order, tick

CONFIG = ActivityConfig(horizon_s=30 * DAY_S)


def logit_of(alert: Alert) -> float:
    return sum(reason.logit for reason in alert.data.reasons)


def moved_by(alert: Alert) -> float:
    assert isinstance(alert.data.moved, tuple)
    return sum(reason.logit for reason in alert.data.moved)


def silent_ada(config: ActivityConfig = CONFIG) -> Driver:
    """Coffee every week for twelve weeks, and then nothing."""
    driver = Driver(config, shelf=EMPTY_SHELF)
    driver.send(*(order("ada", 7 * week) for week in range(12)))
    return driver


def test_each_alert_says_why_the_score_moved_since_the_one_before() -> None:
    #   week 0 .. 11   x x x x x x x x x x x x . . . . . R . . E . . . x
    #                                                 raised   |      resolved
    driver = silent_ada()
    driver.idle(BEGIN_S + 160 * DAY_S)
    driver.send(order("ada", 161), order("ada", 163), tick(165))
    raised, escalated, resolved = (a for a in driver.alerts if a.data.kind == "churn_risk")
    assert raised.data.moved is UNSET
    assert moved_by(escalated) == pytest.approx(logit_of(escalated) - logit_of(raised), abs=0.01)
    assert moved_by(resolved) == pytest.approx(logit_of(resolved) - logit_of(escalated), abs=0.01)


def test_the_document_tells_it_from_the_last_alert_on_and_forgets_it_at_the_end() -> None:
    driver = silent_ada()
    assert driver.customer("ada").state.told == ()
    driver.idle(BEGIN_S + 135 * DAY_S)
    churn, (told,) = driver.customer("ada").churn, driver.customer("ada").state.told
    assert churn is not None
    assert (told.kind, len(told.shares)) == ("churn_risk", 2 * len(NAMES))
    raised = driver.alerts[-1]
    assert isinstance(churn.moved, dict)
    now = sum(reason.logit for reason in churn.reasons)
    assert sum(churn.moved.values()) == pytest.approx(now - logit_of(raised), abs=0.01)
    driver.send(order("ada", 161), order("ada", 163), tick(165))
    ada = driver.customer("ada")
    assert ada.churn is not None
    assert (ada.churn.moved, ada.state.told) == (UNSET, ())
    assert b'"moved"' not in driver.documents["ada"]


def test_what_is_not_announced_is_nothing_to_compare_with() -> None:
    #  Somebody sees to it, so the escalation is not said: the end is compared with what was raised.
    driver = silent_ada()
    driver.idle(BEGIN_S + 135 * DAY_S)
    seen = Command(id="c", ts=at(135.1), kind="acknowledge", customer_id="ada", alert_id=driver.alerts[-1].id)
    driver.send(seen)
    driver.idle(BEGIN_S + 160 * DAY_S)
    driver.send(order("ada", 161), order("ada", 163), tick(165))
    raised, resolved = (a for a in driver.alerts if a.data.kind == "churn_risk")
    assert moved_by(resolved) == pytest.approx(logit_of(resolved) - logit_of(raised), abs=0.01)


def test_alerts_are_in_the_language_of_the_house() -> None:
    driver = silent_ada(replace(CONFIG, language=CHINESE))
    driver.idle(BEGIN_S + 160 * DAY_S)
    raised, escalated = (a for a in driver.alerts if a.data.kind == "churn_risk")
    assert raised.data.reasons[0].text == "132 天里有 12 个购买日、最近一次在 55 天前的客户通常如此"
    assert raised.data.suggested_action == "展示推荐的商品，并给出一个回来的理由。"  # noqa: RUF001  # a Chinese comma
    assert isinstance(escalated.data.moved, tuple)
    assert escalated.data.moved[0].text.endswith("客户通常如此")
    assert raised.data.reasons[0].name == "prior"
