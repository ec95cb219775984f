"""Words and ways of leaving."""

import pytest

from harken.events import Click, Feedback, FeedbackKind
from harken.rules.cancel_intent import CancelIntent
from tests.driver import Driver
from tests.moments import happening
from tests.pages.alert_stories import CONFIG, at, order, tick


@pytest.mark.parametrize(
    ("kind", "topic", "strikes"),
    [
        ("cancellation", None, True),
        ("ticket", "Cancel my plan", True),
        ("ticket", "delivery", False),
        ("nps", None, False),
    ],
)
def test_a_cancellation_strikes_and_so_does_a_topic_that_says_so(
    kind: FeedbackKind, topic: str | None, strikes: bool
) -> None:
    said = Feedback(id="f", customer_id="ada", ts=0, kind=kind, topic=topic)
    assert CancelIntent().strikes(happening(said)) is strikes


def page(minute: int, url: str = "/account/cancel") -> Click:
    day = 1 + minute / 1440
    return Click(id=f"c-{minute}", customer_id="ada", ts=at(day), kind="view", url=f"https://shop.example{url}")


@pytest.mark.parametrize(
    ("minutes", "raised"),
    [
        ((0, 20, 40), True),
        #            the third comes after the hour of the first
        ((0, 20, 61), False),
        #            two are no path
        ((0, 20), False),
        #            a late one in between counts
        ((0, 40, 20, 41), True),
    ],
)
def test_pages_of_goodbye_within_an_hour_are_a_way_out(minutes: tuple[int, ...], raised: bool) -> None:
    driver = Driver(CONFIG, rules=(CancelIntent(),))
    driver.send(order("ada", 0), *map(page, minutes), tick(1.5))
    assert bool(driver.alerts) is raised


def test_a_way_out_is_told_to_somebody_who_never_ordered_too() -> None:
    driver = Driver(CONFIG, rules=(CancelIntent(),))
    driver.send(page(0), page(1, "/help"), page(2), page(3), page(4, "/unsubscribe"))
    (alert,) = driver.alerts
    assert (alert.data.severity, alert.expirytime) == ("critical", "2026-03-06T00:03:00.000Z")
    assert alert.data.reasons[0].text == "looked for the way out 3 times within an hour"
