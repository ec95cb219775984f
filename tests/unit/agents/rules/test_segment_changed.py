"""A change of segment is told once, says from where to where, and is over when it is no news any more."""

from harken.events import Feedback
from harken.fold.config import DAY_S
from harken.rules import STANDARD
from harken.rules.rule import Rule
from harken.rules.segment_changed import SegmentChanged
from tests.driver import Driver
from tests.unit.agents.fold.test_segments import BEGIN_S, CONFIG, SHELF, ms, order

ALONE: tuple[Rule, ...] = (SegmentChanged(),)


def test_it_is_raised_with_the_change_and_resolved_a_week_later() -> None:
    driver = Driver(CONFIG, ALONE, SHELF)
    driver.send(order(0))
    driver.idle(BEGIN_S + 11 * DAY_S)
    assert driver.alerts == []  # the first segment is no change
    driver.idle(BEGIN_S + 45 * DAY_S)
    raised, resolved = driver.alerts
    assert (raised.data.transition, resolved.data.transition) == ("raised", "resolved")
    assert raised.data.reasons[0].text == "was like awake, is like asleep now"
    moved = driver.customer("ada").state.moved
    assert moved is not None
    assert resolved.time > raised.time


def test_it_is_off_unless_it_is_switched_on() -> None:
    driver = Driver(CONFIG, STANDARD, SHELF)
    driver.send(order(0))
    driver.idle(BEGIN_S + 45 * DAY_S)
    assert driver.customer("ada").segment == "asleep"
    assert "segment_changed" not in {alert.data.kind for alert in driver.alerts}


def test_it_says_where_they_went_and_that_it_is_over_though_they_say_goodbye_in_the_same_batch() -> None:
    #   one batch   ( order   ...   asleep: raised   goodbye: resolved )
    driver = Driver(CONFIG, ALONE, SHELF)
    driver.send(order(0), order(27, "bob"), Feedback(id="f", customer_id="ada", ts=ms(28), kind="cancellation"))
    raised, resolved = driver.alerts
    assert raised.data.reasons[0].text == "was like awake, is like asleep now"
    assert raised.data.suggested_action == "Move them to the campaigns of asleep."
    assert (resolved.data.transition, resolved.data.reasons[0].text) == (
        "resolved",
        "was like awake, is in no segment now",
    )
