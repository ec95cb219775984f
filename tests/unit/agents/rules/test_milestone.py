"""Which orders are told."""

from harken.events import Purchase
from harken.fold.config import DAY_S
from harken.rules.milestone import Milestone
from tests.driver import Driver
from tests.moments import happening
from tests.pages.alert_stories import BEGIN_S, CONFIG, order

ORDER = Purchase(id="o", customer_id="ada", ts=0, total=1.0)


def test_the_fifth_tenth_and_so_on_are_told_and_every_further_hundredth() -> None:
    told = [count for count in range(1, 401) if Milestone().strikes(happening(ORDER, count))]
    assert told == [5, 10, 25, 50, 100, 200, 300, 400]


def test_what_is_given_back_is_no_order() -> None:
    refund = Purchase(id="o", customer_id="ada", ts=0, kind="refund", total=1.0)
    assert not Milestone().strikes(happening(refund, 5))


def test_each_milestone_is_an_episode_of_a_day() -> None:
    driver = Driver(CONFIG, rules=(Milestone(),))
    driver.send(*(order("ada", 2 * n) for n in range(10)))
    driver.idle(BEGIN_S + 30 * DAY_S)
    assert [(alert.episode[-1], alert.data.transition) for alert in driver.alerts] == [
        ("1", "raised"), ("1", "resolved"), ("2", "raised"), ("2", "resolved")
    ]  # fmt: skip
    assert driver.alerts[2].data.reasons[0].text == "order number 10"
