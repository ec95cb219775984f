"""Customers appraised: what raises their value, what lowers it, who is where among all."""

from math import log

import numpy as np
import pytest
from msgspec import structs
from numpy.typing import NDArray

from harken.features import FEATURE_NAMES
from harken.features.numbers import Numbers
from harken.features.vector import matrix
from harken.models.rhythm import DEFAULT, churn_probability
from harken.shelf import NO_VALUE, OrdersSnapshot, SpendParameters, ValueSnapshot
from harken.value.appraise import Appraisal, appraise, tiers
from harken.value.config import ValueConfig
from harken.value.forecast import mean, names_of
from harken.value.orders import orders_if_staying
from harken.value.worth import MONTH_D, lifetime_value, monthly
from tests.columns import columns

LEARNED = ValueSnapshot(
    version="v", step_s=0.0, spend=SpendParameters(4.0, 4.0, 1500.0, 50_000.0), top_minor=9000.0, upper_minor=4000.0
)
HORIZON_D = 30.0
#: Five days with an order in four months, the last one a week ago; 50.00 in all, 10.00 of it on the first day.
ADA = Numbers(*[0.0] * len(Numbers._fields))._replace(
    days=5.0, silent_d=7.0, age_d=120.0, span_d=113.0, orders=5.0, spent=50.0, first_spent=10.0
)


def of(*customers: Numbers[float], value: ValueSnapshot = LEARNED, config: ValueConfig | None = None) -> Appraisal:
    n = columns([tuple(one) for one in customers])
    none = churn_probability(DEFAULT, n.days - 1.0, n.span_d, n.age_d, HORIZON_D)
    rows = np.column_stack((matrix(n), np.log(none / (1.0 - none))))
    return appraise(n, rows, DEFAULT, value, config or ValueConfig(), HORIZON_D)


def test_remaining_value_is_the_formula_month_by_month() -> None:
    config = ValueConfig(months=24, margin=0.4, discount=0.2)
    found = of(ADA, config=config)
    alive = found.remaining_minor[0] / found.stake_minor[0]
    by_month = np.diff(orders_if_staying(DEFAULT, np.array([4.0]), np.array([120.0]), np.arange(0.0, 25.0) * MONTH_D))
    flows = alive * by_month * found.spend_minor[0] * 0.4
    assert found.remaining_minor[0] == pytest.approx(float(lifetime_value(flows, monthly(0.2))), rel=1e-3)
    assert found.orders[0] == pytest.approx(alive * by_month.sum(), rel=1e-6)


def test_spending_is_learned_from_repeat_days_less_what_came_back_of_all_days() -> None:
    #  40.00 on four repeat days; a fifth of all came back.
    assert of(ADA).repeat_minor[0] == pytest.approx(1000.0)
    assert of(ADA._replace(returned=10.0)).repeat_minor[0] == pytest.approx(800.0)
    assert of(ADA._replace(days=1.0, spent=10.0)).repeat_minor[0] == 0.0
    assert of(ADA._replace(returned=60.0)).repeat_minor[0] == 0.0


def test_the_regression_moves_what_is_expected_and_not_what_is_at_stake() -> None:
    #  It says five days in thirty of everybody; its share of the mean is three quarters by nine parts in ten.
    names = names_of(FEATURE_NAMES)
    five = OrdersSnapshot(labels=9000, names=names, gains=(0.0,) * len(names), intercept=log(5.0))
    before, after = of(ADA), of(ADA, value=structs.replace(LEARNED, orders=five))
    lifted = (5.0 / before.near[0]) ** (0.75 * 0.9)
    assert after.near[0] == pytest.approx(before.near[0] * lifted)
    assert after.orders[0] == pytest.approx(before.orders[0] * lifted)
    assert after.remaining_minor[0] == pytest.approx(before.remaining_minor[0] * lifted)
    assert after.stake_minor[0] == before.stake_minor[0]
    assert after.near[0] == pytest.approx(mean(9000, 5.0, before.near[0]))


def test_what_comes_back_and_silence_lower_the_value_and_spending_raises_it() -> None:
    found = of(
        ADA,
        ADA._replace(returned=25.0),
        ADA._replace(age_d=300.0, silent_d=187.0),
        ADA._replace(spent=90.0),
    ).remaining_minor.tolist()
    assert found[1] < found[0]
    assert found[2] < found[0] / 2
    assert found[3] > found[0]


def test_silence_lowers_what_remains_far_more_than_what_is_at_stake() -> None:
    #  Whoever falls silent is no smaller loss: a tier must not fall with the very silence that makes it urgent.
    found = of(ADA, ADA._replace(age_d=200.0, silent_d=87.0))
    remaining, stake = (column[1] / column[0] for column in (found.remaining_minor, found.stake_minor))
    assert remaining < 0.5
    assert stake > 0.6


def test_before_spending_was_learned_a_customers_own_mean_speaks() -> None:
    found = of(ADA, ADA._replace(returned=25.0), value=NO_VALUE)
    assert found.spend_minor.tolist() == [1000.0, 500.0]


def test_the_margin_scales_value_and_the_orders_stay() -> None:
    whole, half = of(ADA), of(ADA, config=ValueConfig(margin=0.5))
    assert half.remaining_minor == pytest.approx(whole.remaining_minor / 2)
    assert half.orders == whole.orders


def test_nobody_is_worth_what_no_number_can_hold() -> None:
    rich = ADA._replace(spent=1e18, first_spent=0.0)
    found = of(rich, ADA._replace(spent=0.0, first_spent=0.0), value=NO_VALUE)
    assert np.all(np.isfinite(found.stake_minor))
    assert found.remaining_minor[1] == 0.0


def test_tiers_are_the_top_tenth_and_the_next_fifth_by_the_learned_limits() -> None:
    stakes: NDArray[np.float64] = np.array([9000.0, 8999.0, 4000.0, 3999.0])
    assert tiers(stakes, LEARNED) == ["top", "upper", "upper", "rest"]
    assert tiers(stakes, NO_VALUE) == [None] * 4
