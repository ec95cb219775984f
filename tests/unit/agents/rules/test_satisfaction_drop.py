"""Satisfaction of late against the customer's own past."""

import pytest

from harken.alerting.announce import rfc3339
from harken.document import Satisfaction
from harken.rules.satisfaction_drop import SatisfactionDrop
from tests.driver import Driver
from tests.moments import moment
from tests.pages.alert_stories import CONFIG, at, order, tick, words


@pytest.mark.parametrize(
    ("past", "weight", "lately", "raised"),
    [(0.8, 3.0, 0.69, True), (0.8, 3.0, 0.71, False), (0.8, 1.0, 0.3, None), (0.2, 3.0, 0.2, False)],
)
def test_it_is_the_fall_that_counts_and_a_past_is_needed(
    past: float, weight: float, lately: float, raised: bool | None
) -> None:
    rule = SatisfactionDrop()
    level = rule.level(moment(satisfaction=Satisfaction(past, weight, 0), lately=lately), None)
    assert (None if level is None else level >= rule.limits.raise_at) is raised


def test_who_was_always_sour_does_not_drop_and_who_was_content_does() -> None:
    #         day   0    20   40   60   80            100  102
    #   sour        2    3    2    3    2             2    2
    #   sweet       5    5    4    5    5             2    2
    #   once        5    5    4    5    5             2         one bad word is no trend
    driver = Driver(CONFIG, rules=(SatisfactionDrop(),))
    days = (0, 20, 40, 60, 80, 100, 102)
    said = (
        ("sour", (2, 3, 2, 3, 2, 2, 2)),
        ("sweet", (5, 5, 4, 5, 5, 2, 2)),
        ("once", (5, 5, 4, 5, 5, 2)),
    )
    for customer, stars in said:
        driver.send(order(customer, 0), *words(customer, "rating", dict(zip(days, stars, strict=False))))
    driver.send(tick(104))
    assert [alert.id for alert in driver.alerts] == ["sweet|satisfaction_drop|1|raised"]
    assert driver.alerts[0].data.reasons[0].text.startswith("satisfaction of late 59%")


def test_a_drop_is_over_when_good_words_come_again() -> None:
    driver = Driver(CONFIG, rules=(SatisfactionDrop(),))
    stars = {0: 5, 20: 5, 40: 5, 60: 1, 65: 1, 70: 5, 75: 5, 80: 5}
    driver.send(order("ada", 0), *words("ada", "rating", stars), tick(81))
    assert [alert.data.transition for alert in driver.alerts] == ["raised", "resolved"]
    assert driver.alerts[0].time == rfc3339(at(60) / 1000)
