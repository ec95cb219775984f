"""What a snapshot keeps, and how many order days its label tells."""

import numpy as np
import pytest
from msgspec import UNSET, structs

from harken.activity import ActivityConfig
from harken.events import Purchase
from harken.example import ChurnExample
from harken.features import FEATURE_NAMES
from harken.features.older import BEFORE
from harken.fold.config import DAY_S
from harken.fold.stored import features_of, order_days_of, pack
from harken.shelf import OrdersSnapshot, ValueSnapshot
from harken.value.forecast import names_of
from tests.driver import EMPTY_SHELF, Driver

BEGIN_S = 1_700_006_400.0  # midnight
CONFIG = ActivityConfig(horizon_s=30 * DAY_S)
ROW = np.arange(len(FEATURE_NAMES)) / 7.0


def order(day: float) -> Purchase:
    return Purchase(id=f"{day}", customer_id="ada", ts=round((BEGIN_S + day * DAY_S) * 1000), total=20.0)


def first_label(*days: float, late: float | None = None) -> ChurnExample:
    """The label of the first snapshot, given orders so many days after it; one more that is late, two days before its
    end."""
    probe = Driver(CONFIG)
    probe.send(order(0))
    probe.idle(BEGIN_S + 11 * DAY_S)
    at_day = (probe.customer("ada").state.pending[0].at_s - BEGIN_S) / DAY_S
    driver = Driver(CONFIG)
    driver.send(order(0), *(order(at_day + day) for day in days))
    driver.idle(BEGIN_S + (at_day + 28) * DAY_S)
    if late is not None:
        driver.send(order(at_day + late))
    driver.idle(BEGIN_S + (at_day + 31) * DAY_S)
    return driver.churn_examples[0]


def test_what_is_packed_is_read_again() -> None:
    stored = pack(ROW, 3.25)
    assert features_of(stored) == ROW.tolist()
    assert order_days_of(stored) == 3.25
    assert len(stored) == 8 * len(FEATURE_NAMES) + 4


def test_a_snapshot_of_an_older_release_has_its_features_and_no_expectation() -> None:
    old = ROW.astype("<f8").tobytes()
    assert features_of(old) == ROW.tolist()
    assert order_days_of(old) is None


@pytest.mark.parametrize("known", BEFORE)
def test_a_snapshot_that_waited_since_an_older_release_gives_a_label_with_all_features(known: int) -> None:
    driver = Driver(CONFIG)
    driver.send(order(0), order(5))
    driver.idle(BEGIN_S + 20 * DAY_S)
    ada = driver.customer("ada")
    row = features_of(ada.state.pending[0].features)
    ada.state.pending[0].features = pack(np.array([*row[: known - 1], row[-1]]), 3.25)
    driver.documents["ada"] = driver.activity.encode(ada)
    driver.idle(BEGIN_S + 60 * DAY_S)
    assert driver.churn_examples[0].features == pytest.approx(row)
    assert driver.churn_examples[0].expected_days == 3.25


def test_a_label_counts_the_days_with_an_order_within_the_horizon() -> None:
    #   snapshot |  x  xx  x ... x | x      two orders of one day are one day, the last came too late
    assert first_label().order_days == 0
    found = first_label(2.0, 5.0, 5.01, 9.0, 29.0, 30.9)
    assert (found.order_days, found.left) == (4, False)


def test_an_order_that_is_late_counts_while_the_label_waits() -> None:
    assert first_label(2.0, late=4.0).order_days == 2


def test_more_days_than_are_recognised_again_are_counted_all_the_same() -> None:
    assert first_label(*(float(day) for day in range(1, 28))).order_days == 27


def test_what_was_expected_is_told_as_it_was_said() -> None:
    names = names_of(FEATURE_NAMES)
    ten = OrdersSnapshot(labels=10**9, names=names, gains=(0.0,) * len(names), intercept=float(np.log(10.0)))
    driver = Driver(CONFIG, shelf=EMPTY_SHELF._replace(value=ValueSnapshot(version="v", step_s=0.0, orders=ten)))
    plain = Driver(CONFIG)
    for one in (driver, plain):
        one.send(order(0), order(5))
        one.idle(BEGIN_S + 20 * DAY_S)
    driver.shelf = EMPTY_SHELF  # what is said later does not matter
    driver.idle(BEGIN_S + 60 * DAY_S)
    plain.idle(BEGIN_S + 60 * DAY_S)
    said, bgnbd = driver.churn_examples[0].expected_days, plain.churn_examples[0].expected_days
    assert said is not UNSET
    assert bgnbd is not UNSET
    assert said == pytest.approx(10.0**0.75 * bgnbd**0.25, rel=1e-5)


def test_the_answer_of_the_next_week_has_the_same_features() -> None:
    driver = Driver(CONFIG)
    driver.send(order(0), order(5))
    driver.idle(BEGIN_S + 60 * DAY_S)
    label, answer = driver.churn_examples[0], driver.propensity_examples[0]
    assert answer.features[:-1] == label.features[:-1]
    assert answer.order_days is UNSET
    assert structs.asdict(answer)["expected_days"] is UNSET
