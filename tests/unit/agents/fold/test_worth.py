"""What the fold writes into documents about worth, and into the list of those at risk."""

from dataclasses import replace
from typing import Any

from msgspec import json, structs

from harken.activity import ActivityConfig
from harken.events import Feedback, Purchase, PurchaseKind
from harken.fold.config import DAY_S
from harken.models.churn import initial_snapshot
from harken.shelf import RhythmParameters, SpendParameters, ValueSnapshot
from harken.value.config import ValueConfig
from harken.value.risk import at_risk
from tests.driver import EMPTY_SHELF, Driver

BEGIN_S = 1_700_000_000.0
SHELF = EMPTY_SHELF._replace(
    churn=structs.replace(initial_snapshot(), rhythm=RhythmParameters(r=1.0, alpha_d=10.0, a=1.0, b=3.0)),
    value=ValueSnapshot(
        version="v1",
        step_s=0.0,
        spend=SpendParameters(p=4.0, q=4.0, gamma_minor=1500.0, cap_minor=1e6),
        top_minor=300_000.0,
        upper_minor=50_000.0,
    ),
)
CONFIG = ActivityConfig(horizon_s=30 * DAY_S, value=ValueConfig(acquisition_minor=700))


def order(day: float, customer: str = "ada", kind: PurchaseKind = "order", total: float = 20.0) -> Purchase:
    ts_ms = round((BEGIN_S + day * DAY_S) * 1000)
    return Purchase(id=f"{kind}-{customer}-{day}", customer_id=customer, ts=ts_ms, kind=kind, total=total)


def goodbye(day: float) -> Feedback:
    ts_ms = round((BEGIN_S + day * DAY_S) * 1000)
    return Feedback(id="goodbye", customer_id="ada", ts=ts_ms, kind="cancellation")


def driven(*events: Any) -> Driver:
    driver = Driver(CONFIG, shelf=SHELF)
    driver.send(*events)
    return driver


def test_an_order_says_what_is_expected_of_the_customer_from_now_on() -> None:
    value = driven(order(0), order(5), order(10)).customer("ada").value
    assert value.expected_orders is not None
    assert value.expected_orders > 5
    assert value.expected_spend_minor is not None
    assert 1500 < value.expected_spend_minor <= 2000
    assert value.remaining_minor is not None
    assert value.clv_minor == value.remaining_minor - 700
    assert value.tier == "rest"


def test_a_refund_lowers_the_value() -> None:
    before = driven(order(0), order(5), order(10)).customer("ada").value.remaining_minor
    after = driven(order(0), order(5), order(10), order(10, kind="refund", total=25.0)).customer("ada").value
    assert before is not None
    assert after.remaining_minor is not None
    assert after.remaining_minor < before


def test_silence_lowers_the_value_although_nothing_happens() -> None:
    driver = driven(order(0), order(5), order(10))
    before = driver.customer("ada").value
    driver.idle(BEGIN_S + 40 * DAY_S)
    after = driver.customer("ada").value
    assert before.remaining_minor is not None
    assert after.remaining_minor is not None
    assert 0 < after.remaining_minor < before.remaining_minor / 2


def test_nothing_is_expected_of_who_said_goodbye_or_never_ordered() -> None:
    driver = driven(order(0), order(5), goodbye(6))
    value = driver.customer("ada").value
    assert (value.expected_orders, value.remaining_minor, value.clv_minor, value.tier) == (None, None, None, None)
    assert value.net_minor == 4000
    assert driver.at_risk == {}


def test_another_tier_is_news() -> None:
    driver = driven(order(0), order(5))
    driver.published.clear()
    driver.shelf = SHELF._replace(value=structs.replace(SHELF.value, upper_minor=1.0))
    driver.idle(BEGIN_S + 7 * DAY_S)
    assert driver.customer("ada").value.tier == "upper"
    assert driver.published == ["ada"]


def test_the_list_of_those_at_risk_is_always_what_the_documents_say() -> None:
    #   day   0  5  10        . . . . . .  45           46
    #   ada   x  x  x         silent: on the list        an order: off the list
    #   bob   x  x  x  x  x  x  x  x  x  x  x  x: never on it
    driver = Driver(CONFIG, shelf=SHELF)
    events = [*(order(day) for day in (0, 5, 10)), *(order(day, "bob") for day in range(0, 45, 2))]
    for event in sorted(events, key=lambda event: int(str(event.ts))):
        driver.send(event)
        said = {c: at_risk(driver.customer(c)) for c in driver.documents}
        assert driver.at_risk == {c: risk for c, risk in said.items() if risk is not None}
    assert set(driver.at_risk) == {"ada"}
    driver.send(order(46), order(47))
    assert driver.at_risk == {}


def test_who_is_removed_is_on_no_list_also_where_the_same_batch_brings_them_back() -> None:
    driver = Driver(replace(CONFIG, retention_s=50 * DAY_S), shelf=SHELF)
    driver.send(order(0), order(5), order(10))
    driver.idle(BEGIN_S + 35 * DAY_S)
    assert set(driver.at_risk) == {"ada"}
    driver.send(order(90, "bob"), Feedback(id="n", customer_id="ada", ts=order(90).ts, kind="nps", score=9.0))
    assert driver.at_risk == {}


def test_a_document_of_an_older_release_is_read_and_its_place_on_the_list_is_told_anew() -> None:
    driver = driven(order(0), order(5), order(10))
    old = json.decode(driver.documents["ada"])
    for name in ("expected_orders", "expected_spend_minor", "remaining_minor", "clv_minor", "tier"):
        del old["value"][name]
    del old["state"]["first_minor"]
    driver.documents["ada"] = json.encode(old)
    driver.at_risk["ada"] = 123.0
    driver.send(order(11))
    value = driver.customer("ada").value
    assert driver.at_risk == {}
    assert value.expected_spend_minor is not None
    assert 1500 < value.expected_spend_minor <= 2000
