"""What happens at night is told in the morning, if it is still true."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import msgspec
import pytest

from harken.alert import Alert
from harken.alerting.quiet import SPREAD_S, QuietHours
from harken.events import Command, Feedback
from harken.fold.config import DAY_S
from tests.driver import Driver
from tests.pages.alert_stories import BEGIN_S, CONFIG, HOUR, at, order, tick

#: The stories begin at midnight UTC: quiet from 21:00 to 08:00.
QUIET = replace(CONFIG, quiet=QuietHours(time(21), time(8)))


def word(customer: str, day: float, score: int = 2, **fields: Any) -> Feedback:
    return Feedback(id=f"w-{customer}-{day}", customer_id=customer, ts=at(day), kind="nps", score=score, **fields)


def when(alert: Alert) -> str:
    return datetime.fromisoformat(alert.time).astimezone(UTC).strftime("%d %H:%M")


def said(driver: Driver, kind: str) -> list[Alert]:
    return [alert for alert in driver.alerts if alert.data.kind == kind]


def test_a_bad_word_at_night_is_told_in_the_morning_with_what_was_said() -> None:
    #   day 1    21:00          08:00
    #  __________|///////////////|__________
    #               x 23:00       ^ raised
    driver = Driver(QUIET)
    driver.send(order("ben", 0.5), word("ben", 1 + 23 * HOUR, item_id="beans"), tick(2 + 2 * HOUR))
    state = driver.customer("ben").alerts["detractor"]
    assert (state.status, state.withheld, state.episode) == ("raised", "quiet", 0)
    assert driver.alerts == []
    driver.send(tick(2 + 10 * HOUR))
    (alert,) = said(driver, "detractor")
    assert "04 08:00" <= when(alert) <= "04 08:15"
    assert alert.id == "ben|detractor|1|raised"
    assert alert.data.reasons[0].text == "answered nps with 2 of 10 for beans"
    assert (alert.data.score, alert.data.threshold) == (1.0, 1.0)
    assert driver.customer("ben").state.held == ()
    assert driver.withheld == Counter({("detractor", "quiet"): 1})


def test_what_is_over_by_the_morning_is_not_told_at_all() -> None:
    #   orders for 12 weeks ... silence ... |/////held///x order////|   and it is calm again in the morning
    driver = Driver(QUIET)
    names = [f"ada-{hour}" for hour in range(24)]
    driver.send(*(order(name, 7 * week + n * HOUR) for week in range(12) for n, name in enumerate(names)))
    night, name = next((d, name) for d in range(90, 160) for name in _held_at_two(driver, d, names))
    driver.send(order(name, night + 6 * HOUR), tick(night + 12 * HOUR))
    assert [alert for alert in said(driver, "churn_risk") if alert.subject == name] == []
    state = driver.customer(name).alerts["churn_risk"]
    assert (state.status, state.episode, state.withheld) == ("ok", 0, None)


def _held_at_two(driver: Driver, day: int, names: list[str]) -> list[str]:
    """Fold up to two in the night of a day, and say whose risk is held by then."""
    driver.send(tick(day + 2 * HOUR))
    alerts = {name: driver.customer(name).alerts.get("churn_risk") for name in names}
    return [name for name, state in alerts.items() if state is not None and state.withheld == "quiet"]


def test_an_end_is_told_at_any_hour() -> None:
    #  The word was bad at 23:30 a week ago, and told in the morning after; its time is over at 23:30.
    driver = Driver(QUIET)
    driver.send(order("ben", 0.5), word("ben", 1 + 23.5 * HOUR), tick(12))
    (_, end) = said(driver, "detractor")
    assert (end.data.transition, when(end)) == ("resolved", "10 23:30")


def test_a_second_word_by_day_is_told_at_once_and_the_first_one_no_more() -> None:
    driver = Driver(QUIET)
    driver.send(order("ben", 0.5), word("ben", 1 + 23 * HOUR, 2), word("ben", 2 + 8.001 * HOUR, 0), tick(3))
    (alert,) = said(driver, "detractor")
    assert alert.data.reasons[0].text == "answered nps with 0 of 10"
    assert driver.customer("ben").state.held == ()


def test_who_told_their_zone_sleeps_by_it() -> None:
    #  23:00 in London is 7 in the morning in Shanghai, and 3 in the afternoon in Los Angeles.
    driver = Driver(QUIET)
    zones = {"ben": None, "lin": "Asia/Shanghai", "lou": "America/Los_Angeles", "odd": "Mars/Olympus"}
    for name, zone in zones.items():
        told = None if zone is None else {"timezone": zone}
        driver.send(msgspec.structs.replace(order(name, 0.5), properties=told), word(name, 1 + 23 * HOUR))
    driver.send(tick(4))
    times = {alert.subject: when(alert) for alert in said(driver, "detractor")}
    assert times["lou"] == "03 23:00"
    assert "04 00:00" <= times["lin"] <= "04 00:15"
    assert "04 08:00" <= times["ben"] <= "04 08:15"
    assert "04 08:00" <= times["odd"] <= "04 08:15"
    assert [driver.customer(name).state.zone for name in zones] == ["", "Asia/Shanghai", "America/Los_Angeles", ""]


def test_critical_alerts_wait_too_and_the_cap_is_asked_in_the_morning() -> None:
    driver = Driver(QUIET)
    goodbye = Feedback(id="bye", customer_id="ben", ts=at(1 + 22 * HOUR), kind="cancellation")
    driver.send(order("ben", 0.5), goodbye, tick(1 + 23 * HOUR))
    assert driver.alerts == []
    driver.send(tick(3))
    (alert,) = said(driver, "cancel_intent")
    assert (alert.data.severity, alert.data.suggested_action) == (
        "critical", "Call today: ask why, and offer what would change it."
    )  # fmt: skip
    assert len(driver.customer("ben").state.announced) == 1


def test_quiet_hours_that_are_taken_back_release_what_they_held_at_the_next_moment() -> None:
    driver = Driver(CONFIG)
    on = Command(id="r-1", ts=at(1), kind="rules", rules={"quiet": ["21:00", "08:00"], "zone": "Europe/London"})
    off = Command(id="r-2", ts=at(1 + 23.1 * HOUR), kind="rules", rules={})
    driver.send(order("ben", 0.5), on, word("ben", 1 + 23 * HOUR), off, order("ben", 1 + 23.2 * HOUR))
    assert [when(alert) for alert in said(driver, "detractor")] == ["03 23:12"]


@pytest.mark.parametrize("config", [CONFIG, QUIET])
def test_without_quiet_hours_nobody_is_woken_for_them(config: Any) -> None:
    driver = Driver(config)
    driver.send(order("ada", 22 * HOUR), tick(1 + 1 * HOUR))
    due = driver.customer("ada").state.due
    assert ("quiet" in due) == (config is QUIET)
    if config is QUIET:
        assert 0 <= due["quiet"] - (BEGIN_S + DAY_S * (1 + 8 * HOUR)) < SPREAD_S
