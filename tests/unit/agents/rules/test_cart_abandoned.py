"""A cart that nobody orders is told once; the order and time resolve it; nothing of it is kept where it is off."""

from dataclasses import replace

from msgspec import json

from harken.activity import ActivityConfig
from harken.alerting.cap import Cap
from harken.events import Click, Command, Event, Purchase
from harken.fold.config import DAY_S
from harken.rules import RULES, STANDARD
from harken.rules.cart_abandoned import CartAbandoned
from harken.rules.rule import Rule
from tests.driver import Driver

BEGIN_S = 1_700_000_000.0
HOUR = 1 / 24
CONFIG = ActivityConfig(horizon_s=30 * DAY_S, cap=Cap(most=99))
ALONE: tuple[Rule, ...] = (CartAbandoned(),)


def at(day: float) -> int:
    return round((BEGIN_S + day * DAY_S) * 1000)


def put(day: float) -> Click:
    return Click(id=f"c-{day}", customer_id="ada", ts=at(day), kind="add_to_cart", item_id="cup")


def order(day: float) -> Purchase:
    return Purchase(id=f"o-{day}", customer_id="ada", ts=at(day), total=9.0)


def said(*events: Event, until_day: float, rules: tuple[Rule, ...] = ALONE) -> list[tuple[str, float]]:
    """What is said of carts, and when, in days."""
    driver = Driver(CONFIG, rules)
    driver.send(*events)
    driver.idle(BEGIN_S + until_day * DAY_S)
    mine = [alert for alert in driver.alerts if alert.data.kind == "cart_abandoned"]
    times = [customer_alert.data.transition for customer_alert in mine]
    state = driver.customer("ada").alerts.get("cart_abandoned")
    since = 0.0 if state is None else (state.since_ms - at(0)) / DAY_S / 1000
    return [(transition, round(since, 3)) for transition in times]


def test_a_cart_is_told_four_hours_after_the_last_item_and_over_after_a_week() -> None:
    #   hours   0    2                 6
    #   ada     x    x                 !         days later: over
    assert said(put(0), put(2 * HOUR), until_day=5.9 * HOUR) == []
    assert said(put(0), put(2 * HOUR), until_day=6.1 * HOUR) == [("raised", 0.25)]
    whole = said(put(0), put(2 * HOUR), until_day=9)
    assert [transition for transition, _ in whole] == ["raised", "resolved"]
    assert whole[-1][1] == round(2 * HOUR + 7, 3)


def test_an_order_in_time_raises_nothing_and_a_later_one_resolves_it() -> None:
    assert said(put(0), order(3 * HOUR), until_day=2) == []
    both = said(put(0), order(5 * HOUR), Command(id="t", ts=at(1), kind="tick"), until_day=1)
    assert both == [("raised", round(5 * HOUR, 3)), ("resolved", round(5 * HOUR, 3))]


def test_a_customer_who_never_ordered_is_heard_too() -> None:
    assert said(put(0), until_day=1, rules=RULES)[0][0] == "raised"


def test_a_late_word_of_the_cart_does_not_open_what_was_ordered() -> None:
    driver = Driver(replace(CONFIG, lateness_s=DAY_S), ALONE)
    driver.send(order(1), put(0.9))
    driver.idle(BEGIN_S + 3 * DAY_S)
    assert driver.alerts == []
    assert driver.customer("ada").state.cart_s is None


def test_where_it_is_off_no_cart_is_kept_and_nobody_is_woken_for_one() -> None:
    driver = Driver(CONFIG, STANDARD)
    driver.send(put(0))
    assert ("ada", "cart") not in driver.wakeups
    assert "cart_s" not in json.decode(driver.documents["ada"])["state"]


def test_what_was_raised_is_resolved_where_it_is_switched_off() -> None:
    driver = Driver(CONFIG, RULES)
    driver.send(put(0))
    driver.idle(BEGIN_S + DAY_S)
    off = Driver(CONFIG, STANDARD)
    off.documents, off.wakeups, off.clock_s = driver.documents, driver.wakeups, driver.clock_s
    off.idle(BEGIN_S + 9 * DAY_S)
    assert [alert.data.transition for alert in off.alerts if alert.data.kind == "cart_abandoned"] == ["resolved"]
    assert off.customer("ada").state.cart_s is None
