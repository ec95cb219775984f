"""Who asked to be erased: nothing is kept but that they did, and what is still sent of them leaves no trace."""

import pytest

from harken.activity import ActivityConfig
from harken.alerting.cap import Cap
from harken.events import Click, Command, Event, Feedback, Purchase, Receipt
from harken.fold.config import DAY_S
from harken.fold.erasure import ERASED
from harken.rules.detractor import Detractor
from tests.driver import Driver
from tests.unit.agents.fold.test_segments import BEGIN_S, SHELF, ms, order

CONFIG = ActivityConfig(horizon_s=30 * DAY_S, cap=Cap(most=99))


def erase(day: float, customer: str = "ada") -> Command:
    return Command(id=f"erase-{customer}-{day}", ts=ms(day), kind="erase", customer_id=customer)


def complaint(day: float) -> Feedback:
    return Feedback(id=f"f-{day}", customer_id="ada", ts=ms(day), kind="nps", score=1)


def shop(*events: Event) -> Driver:
    driver = Driver(CONFIG, (Detractor(),), SHELF)
    driver.send(*events)
    return driver


def test_nothing_stays_but_the_id_and_when() -> None:
    driver = shop(order(0), complaint(1))
    before = driver.customer("ada")
    assert before.segment == "awake"
    assert set(driver.segments["awake"]) == {"ada"}
    driver.send(erase(2))
    left = driver.customer("ada")
    assert (left.not_eligible, left.at_ms) == (ERASED, ms(2))
    assert left.version > before.version
    assert (left.activity.orders, left.value.spent_minor, left.alerts, left.lifecycle) == (0, 0, {}, None)
    assert left.state.seen == b""
    assert driver.wakeups == {}
    assert not driver.segments["awake"]
    assert driver.at_risk == {}


def test_others_hear_that_there_is_no_such_customer_and_that_what_was_raised_is_over() -> None:
    driver = shop(order(0), complaint(1))
    driver.send(erase(2))
    assert [alert.id for alert in driver.alerts] == ["ada|detractor|1|raised", "ada|detractor|1|resolved"]
    assert driver.published[-1] == "ada"
    assert driver.activity.public_part(driver.documents["ada"]) is None


LATER: list[Event] = [
    order(3),
    complaint(3),
    Click(id="c", customer_id="ada", ts=ms(3), kind="view", item_id="tea"),
    Receipt(id="r", customer_id="ada", ts=ms(3), alert_id="ada|detractor|1|raised", outcome="acted"),
    Command(id="m", customer_id="ada", ts=ms(3), kind="mute", alert_kind="detractor"),
    Purchase(id="p", customer_id="ada", ts=ms(3), total=1.0, currency="XXX"),  # would be a dead letter
    Feedback(id="w", customer_id="ada", ts=ms(3), kind="nps", score=99),  # so would this
    order(-5),
    erase(4),
]


@pytest.mark.parametrize("later", LATER, ids=lambda event: event.id)
@pytest.mark.parametrize("batch", [1, 9])
def test_what_is_still_sent_leaves_no_trace(later: Event, batch: int) -> None:
    driver = Driver(CONFIG, (Detractor(),), SHELF)
    driver.send(order(0), erase(2), batch=batch)
    document = driver.documents["ada"]
    driver.send(later, batch=batch)
    driver.idle(BEGIN_S + 9 * DAY_S)
    assert driver.documents == {"ada": document}
    assert (driver.wakeups, driver.rejects, driver.alerts, driver.text_examples) == ({}, [], [], [])


def test_no_label_is_given_of_who_was_erased() -> None:
    #   day   0        10 .. snapshots      20       60
    #   ada   order                         erased   no label of hers
    driver = shop(order(0), order(0, "bob"), erase(20))
    driver.idle(BEGIN_S + 90 * DAY_S)
    assert {example.cause.split("|")[2] for example in driver.churn_examples} == {"bob"}


def test_who_was_never_known_can_be_erased_before_anything_comes() -> None:
    driver = shop(erase(0), order(1))
    assert driver.customer("ada").activity.orders == 0
    assert driver.counts["erased"] == driver.counts["of_erased"] == 1


def test_others_go_on() -> None:
    driver = shop(order(0), order(0, "bob"), erase(1), order(2, "bob"))
    assert driver.customer("bob").activity.orders == 2
