"""Coming back."""

from harken.events import Purchase
from harken.fold.config import DAY_S
from harken.rules.reactivated import Reactivated
from tests.driver import Driver
from tests.pages.alert_stories import BEGIN_S, CONFIG, at, order, tick


def test_an_order_after_more_than_the_horizon_is_told_and_is_over_in_a_week() -> None:
    #   day   0       30        60.5    61
    #         $       $         $ !     $        30 days is the horizon
    driver = Driver(CONFIG, rules=(Reactivated(),))
    driver.send(order("ada", 0), order("ada", 30), order("ada", 60.5), order("ada", 61))
    assert [alert.id for alert in driver.alerts] == ["ada|reactivated|1|raised"]
    assert driver.alerts[0].data.reasons[0].text == "first order after 30 days"
    driver.idle(BEGIN_S + 68 * DAY_S)
    assert [alert.data.transition for alert in driver.alerts] == ["raised", "resolved"]


def test_a_refund_is_no_return_nor_is_a_late_order() -> None:
    driver = Driver(CONFIG, rules=(Reactivated(),))
    back = Purchase(id="r", customer_id="ada", ts=at(50), kind="refund", total=5.0)
    driver.send(order("ada", 0), back, tick(51), order("ada", -40), order("bob", 0), tick(90))
    assert driver.alerts == []
