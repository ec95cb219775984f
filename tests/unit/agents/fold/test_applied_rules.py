"""Rules that a command brings: from its place in the stream on, and for good."""

from datetime import datetime
from typing import Any

import pytest

from harken.applied import decode_applied
from harken.dead_letter import Reason
from harken.events import Command, Event
from harken.fold.config import DAY_S
from harken.rules import RULES
from tests.driver import Driver
from tests.pages.alert_stories import BEGIN_S, CONFIG, at, order, tick, words


def rules(day: float, settings: dict[str, Any] | None, **fields: Any) -> Command:
    return Command(id=f"rules-{day}", ts=at(day), kind="rules", rules=settings, **fields)


def orders_of(*names: str) -> list[Event]:
    """An order a week, for twelve weeks."""
    return [order(name, 7 * week) for week in range(12) for name in names]


def said(driver: Driver, kind: str) -> list[tuple[str, int]]:
    """What was announced of a kind, and on which day."""
    found = [alert for alert in driver.alerts if alert.data.kind == kind]
    times_s = [datetime.fromisoformat(alert.time).timestamp() for alert in found]
    return [(a.data.transition, round((at_s - BEGIN_S) / DAY_S)) for a, at_s in zip(found, times_s, strict=True)]


def test_a_level_that_is_lowered_raises_at_the_next_look_and_one_that_is_lifted_resolves() -> None:
    #        day   0 ... 77          100              120          140
    #  silence     orders |  .  .  .  |   .   .   .    |            |
    #  raised at                 .99          .2              .99
    driver = Driver(CONFIG)
    driver.send(rules(0, {"churn_risk": {"raise_at": 0.99, "clear_below": 0.98, "escalate_at": False}}))
    driver.send(*orders_of("ada"), tick(100))
    assert said(driver, "churn_risk") == []
    low = {"churn_risk": {"raise_at": 0.2, "clear_below": 0.1, "escalate_at": False, "dwell_d": 0}}
    driver.send(rules(100.5, low), tick(120))
    ((transition, day),) = said(driver, "churn_risk")
    assert (transition, 100 <= day < 110) == ("raised", True)
    high = {"churn_risk": {"raise_at": 0.999, "clear_below": 0.998, "escalate_at": False}}
    driver.send(rules(120.5, high), tick(140))
    assert [transition for transition, _ in said(driver, "churn_risk")] == ["raised", "resolved"]


def test_a_kind_that_is_switched_off_resolves_what_it_had_raised_and_raises_again_when_it_is_switched_on() -> None:
    driver = Driver(CONFIG)
    driver.send(*orders_of("ada"), tick(140))
    assert [transition for transition, _ in said(driver, "churn_risk")][:1] == ["raised"]
    driver.send(rules(141, {"churn_risk": {"enabled": False}}), tick(150))
    assert said(driver, "churn_risk")[-1][0] == "resolved"
    assert driver.alerts[-1].data.reasons[0].text == "churn_risk is switched off"
    driver.send(rules(151, {"churn_risk": {"cool_down_d": 0}}), tick(170))
    assert said(driver, "churn_risk")[-1][0] in {"raised", "escalated"}
    assert driver.customer("ada").alerts["churn_risk"].episode == 2


def test_what_was_applied_does_not_ask_which_rules_a_worker_was_started_with() -> None:
    first = Driver(CONFIG)
    first.send(*orders_of("ada"), rules(80, {"churn_risk": {"enabled": False}}), tick(81))
    other = Driver(CONFIG, tuple(rule for rule in RULES if rule.kind == "churn_risk"))
    other.documents, other.wakeups, other.clock_s, other.rules = (
        first.documents, first.wakeups, first.clock_s, first.rules
    )  # fmt: skip
    other.send(tick(140))
    assert "churn_risk" not in {alert.data.kind for alert in other.alerts}
    assert "activity_drop" in {alert.data.kind for alert in other.alerts}


def test_a_point_kind_strikes_by_the_rules_at_its_events_place() -> None:
    driver = Driver(CONFIG)
    driver.send(
        order("ben", 0.5),
        *words("ben", "nps", {1: 3}),
        rules(2, {"detractor": {"enabled": False}}),
        *words("ben", "nps", {12: 3}),
        rules(13, {}),
        *words("ben", "nps", {14: 3}),
        tick(15),
    )
    assert [(how, day) for how, day in said(driver, "detractor") if how == "raised"] == [("raised", 1), ("raised", 14)]


def test_of_two_commands_the_later_holds_in_whatever_order_they_come() -> None:
    late, early = rules(5, {"cap": {"most": 2}}), rules(4, {"cap": {"most": 9}})
    for commands in ((late, early), (early, late), (late, late, early)):
        driver = Driver(CONFIG)
        driver.send(order("ada", 0), *commands, order("ada", 6))
        applied = decode_applied(driver.rules)
        assert applied is not None
        assert (applied.id, applied.settings) == ("rules-5", {"cap": {"most": 2}})
    assert driver.counts["rules_outdated"] == 1


@pytest.mark.parametrize(
    ("settings", "fields", "reason", "says"),
    [
        (None, {}, Reason.MISSING_FIELD, "rules: missing"),
        ({}, {"customer_id": "ada"}, Reason.OUT_OF_RANGE, "customer_id: rules are for no single customer"),
        ({"weather": {}}, {}, Reason.OUT_OF_RANGE, "rules: no kind of alert; there are"),
        ({"churn_risk": {"secret": 1}}, {}, Reason.OUT_OF_RANGE, "rules.churn_risk: no such key; there are"),
        ({"churn_risk": {"dwell_d": -1}}, {}, Reason.OUT_OF_RANGE, "rules.churn_risk.dwell_d: must be 0 or more"),
        ({"cap": {"most": 0}}, {}, Reason.OUT_OF_RANGE, "rules.cap.most: must be 1 or more"),
        ({"cap": 3}, {}, Reason.OUT_OF_RANGE, "rules.cap: must be a table"),
        ({"milestone": {"orders": list(range(1, 9000))}}, {}, Reason.TOO_LARGE, "rules: more than 32768 bytes"),
    ],
)
def test_a_command_that_cannot_be_is_refused_with_its_reason_and_changes_nothing(
    settings: dict[str, Any] | None, fields: dict[str, str], reason: Reason, says: str
) -> None:
    driver = Driver(CONFIG)
    driver.send(order("ada", 0), rules(1, settings, **fields), order("ada", 2))
    (reject,) = driver.rejects
    assert (reject.reason, reject.detail.startswith(says)) == (reason, True)
    assert "secret" not in reject.detail
    assert driver.rules == b""
    assert driver.customer("ada").activity.orders == 2
