"""The life cycle in the fold: events and time alone move a customer through it."""

# ruff: noqa: RUF001  # Chinese has commas and brackets of its own

from dataclasses import replace
from math import log
from typing import Any

import numpy as np
import pytest

from harken.activity import ActivityConfig
from harken.events import Click, Feedback, Purchase
from harken.features.numbers import Numbers
from harken.fold.config import DAY_S
from harken.fold.stages import MANY, trend
from harken.language import CHINESE
from tests.columns import columns
from tests.driver import Driver

BEGIN_S = 1_700_000_000.0
CONFIG = ActivityConfig(horizon_s=30 * DAY_S)


def at(day: float) -> int:
    """Epoch milliseconds of a day after the begin."""
    return round((BEGIN_S + day * DAY_S) * 1000)


def order(day: float) -> Purchase:
    return Purchase(id=f"order-{day}", customer_id="ada", ts=at(day), kind="order", total=20.0)


def view(day: float) -> Click:
    return Click(id=f"view-{day}", customer_id="ada", ts=at(day), kind="view", item_id="cup")


def stage(driver: Driver) -> str:
    found = driver.customer("ada").lifecycle
    assert found is not None
    return found.stage


def driven(*events: Any) -> Driver:
    driver = Driver(CONFIG)
    driver.send(*events)
    return driver


def test_a_look_makes_a_prospect_an_order_a_customer_and_every_stage_is_news() -> None:
    driver = driven(view(0))
    assert stage(driver) == "prospect"
    driver.send(order(1))
    assert stage(driver) == "new"
    driver.published.clear()
    driver.send(order(8))
    assert stage(driver) == "active"
    assert driver.published == ["ada"]


def test_why_is_said_in_the_language_of_the_house() -> None:
    driver = Driver(replace(CONFIG, language=CHINESE))
    whys = []
    for event in (view(0), order(1), order(8)):
        driver.send(event)
        found = driver.customer("ada").lifecycle
        assert found is not None
        whys.append(found.why)
    assert whys == ["还没有下过单", "首单", "7 天里有 2 天下单，最近一次在 0 天前"]


def test_time_alone_brings_a_silent_customer_from_stage_to_stage() -> None:
    #   day   0  5  10  15    17         47 ...         78 ...      an order
    #         x  x  x   x     active     lapsed         lost        won back
    driver = driven(*(order(day) for day in (0, 5, 10, 15)))
    found: list[str] = []
    for day in range(17, 100):
        driver.idle(BEGIN_S + day * DAY_S)
        if not found or found[-1] != stage(driver):
            found.append(stage(driver))
    assert found == ["active", "at_risk", "lapsed", "lost"]
    lost = driver.customer("ada").lifecycle
    assert lost is not None
    assert lost.why.startswith("no order for ")
    assert 15 + 60 < (lost.since_ms / 1000 - BEGIN_S) / DAY_S <= 15 + 60 + 12
    driver.send(order(101))
    assert stage(driver) == "won_back"
    driver.send(order(106))
    assert stage(driver) not in {"won_back", "lost"}


def test_a_goodbye_loses_the_customer_and_an_order_after_it_wins_them_back() -> None:
    driver = driven(order(0), order(5), Feedback(id="f", customer_id="ada", ts=at(6), kind="cancellation"))
    assert stage(driver) == "lost"
    driver.send(order(9))
    assert stage(driver) == "won_back"


def test_many_of_one_batch_stand_where_each_stands_alone() -> None:
    #  Everybody orders every so often, then falls silent; nobody at the same time, so that every stage is come to.
    events = [
        Purchase(id=f"{n}-{k}", customer_id=f"c{n}", ts=at(n / 2 + k * (1 + n % 9)), kind="order", total=20.0)
        for n in range(MANY * 2)
        for k in range(1 + n % 8)
    ]
    events.sort(key=lambda event: event.ts)
    alone, together = Driver(CONFIG), Driver(CONFIG)
    for driver, batch in ((alone, 1), (together, len(events))):
        driver.send(*events, batch=batch)
        driver.idle(BEGIN_S + 75 * DAY_S)
    stages = {c: together.customer(c).lifecycle for c in together.documents}
    assert stages == {c: alone.customer(c).lifecycle for c in alone.documents}
    assert len({found.stage for found in stages.values() if found is not None}) >= 4


def test_a_steady_customer_of_any_age_has_a_trend_of_one_and_a_quicker_one_more() -> None:
    #  A decayed sum of one order every four days, after 20, 100 and 1000 days; then one twice as often of late.
    zero = Numbers(*[0.0] * len(Numbers._fields))
    rows = []
    for age in (20.0, 100.0, 1000.0):
        ages = np.arange(0.0, age, 4.0) + 2.0
        sums = [float(np.exp(-ages * log(2) / half).sum()) for half in (30, 90)]
        rows.append(zero._replace(age_d=age, orders_30d=sums[0], orders_90d=sums[1]))
    rows.append(rows[2]._replace(orders_30d=2 * rows[2].orders_30d))
    steady = trend(columns([tuple(row) for row in rows])).tolist()
    assert steady[:3] == pytest.approx([1.0, 1.0, 1.0], abs=0.02)
    assert steady[3] == pytest.approx(2.0, abs=0.05)
    assert trend(columns([tuple(zero)])).tolist() == [1.0]
