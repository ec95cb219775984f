"""The one formula of lifetime value, and its short cut."""

import numpy as np
import pytest

from harken.shelf import RhythmParameters
from harken.value.orders import orders_if_staying
from harken.value.worth import MONTH_D, discounting, lifetime_value, monthly


def test_twelve_months_come_to_a_year() -> None:
    assert (1 + monthly(0.1)) ** 12 == pytest.approx(1.1)
    assert monthly(0.0) == 0.0


def test_what_comes_later_is_worth_less_and_what_winning_cost_is_taken_off_once() -> None:
    assert lifetime_value(np.array([[100.0, 100.0], [0.0, 100.0]]), 0.25, 30.0) == pytest.approx([114.0, 34.0])


@pytest.mark.parametrize("months", [1, 2, 6, 7, 12, 36])
@pytest.mark.parametrize("annual", [0.0, 0.1, 0.5])
def test_the_short_cut_comes_to_what_the_formula_says(months: int, annual: float) -> None:
    rng = np.random.default_rng(months)
    for law in (RhythmParameters(0.8, 45.0, 0.7, 3.0), RhythmParameters(0.24, 4.4, 0.8, 2.4)):
        x, age = rng.integers(0, 60, 300).astype(float)[:, None], rng.uniform(0, 700, 300)[:, None]
        by_month = np.diff(orders_if_staying(law, x, age, np.arange(0.0, months + 1) * MONTH_D), axis=1)
        ahead = discounting(months, annual)
        found = (orders_if_staying(law, x, age, ahead.days) * ahead.weights).sum(axis=1)
        assert found == pytest.approx(lifetime_value(by_month, monthly(annual)), rel=1e-4)
        assert len(ahead.days) <= 9
