"""First steps that are not taken in time."""

from harken.events import Click
from harken.fold.config import DAY_S
from harken.rules.onboarding_stalled import OnboardingStalled
from tests.driver import Driver
from tests.pages.alert_stories import BEGIN_S, CONFIG, HOUR, at, order

RULES = (OnboardingStalled(),)


def views(customer: str, count: int) -> list[Click]:
    return [Click(id=f"{customer}-{n}", customer_id=customer, ts=at(n * HOUR), kind="view") for n in range(count)]


def test_who_looks_around_and_does_not_order_within_a_week_is_looked_at_once() -> None:
    #   day    0       7
    #   keen   10x     !
    #   idle   9x      .    passing by
    #   buys   10x $   .
    driver = Driver(CONFIG, rules=RULES)
    driver.send(*views("keen", 10), *views("idle", 9), *views("buys", 10), order("buys", 1))
    driver.idle(BEGIN_S + 8 * DAY_S)
    assert [alert.id for alert in driver.alerts] == ["keen|onboarding_stalled|1|raised"]
    assert driver.alerts[0].data.severity == "info"
    assert driver.alerts[0].data.reasons[0].text == "10 clicks in 7 days and no order"
    driver.send(order("keen", 9))
    assert [alert.data.transition for alert in driver.alerts] == ["raised", "resolved"]


def test_a_second_order_on_another_day_is_the_second_step() -> None:
    #   day     0    5          45            90
    #   once    $               !             over: not new any more
    #   twice   $    $          .
    driver = Driver(CONFIG, rules=RULES)
    driver.send(order("once", 0), order("twice", 0), order("twice", 5))
    driver.idle(BEGIN_S + 60 * DAY_S)
    assert [alert.id for alert in driver.alerts] == ["once|onboarding_stalled|1|raised"]
    driver.idle(BEGIN_S + 125 * DAY_S)
    assert [alert.data.transition for alert in driver.alerts] == ["raised", "resolved"]
