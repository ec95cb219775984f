"""The table of orders to come against the formula of every single customer."""

import numpy as np
import pytest

from harken.models.rhythm import BOUNDS, DEFAULT
from harken.shelf import RhythmParameters
from harken.value.orders import orders_if_staying
from harken.value.outlook import Outlook, outlook
from harken.value.worth import MONTH_D, discounting

(R_LOW, R_HIGH), (ALPHA_LOW, ALPHA_HIGH), (A_LOW, A_HIGH), (B_LOW, B_HIGH) = BOUNDS


@pytest.mark.parametrize("months", [1, 36, 120])
@pytest.mark.parametrize(
    "law",
    [
        DEFAULT,
        RhythmParameters(0.76, 69.0, 0.11, 12.6),  # UCI
        RhythmParameters(1.4, 9.6, 0.05, 45.7),  # Complete Journey
        RhythmParameters(R_LOW, ALPHA_LOW, A_LOW, B_LOW),
        RhythmParameters(R_HIGH, ALPHA_HIGH, A_HIGH, B_HIGH),
        RhythmParameters(R_LOW, ALPHA_LOW, A_HIGH, B_LOW),
        RhythmParameters(R_HIGH, ALPHA_LOW, A_HIGH, B_LOW),
        RhythmParameters(R_LOW, ALPHA_HIGH, A_LOW, B_HIGH),
    ],
)
def test_the_table_says_what_the_formula_says(law: RhythmParameters, months: int) -> None:
    rng = np.random.default_rng(7)
    repeats = np.concatenate([rng.integers(0, 30, 300), rng.integers(0, 3000, 100)]).astype(float)
    age_d = np.exp(rng.uniform(-3, 9, 400))
    ahead = discounting(months, 0.1)
    exact = orders_if_staying(law, repeats[:, None], age_d[:, None], ahead.days)
    orders, discounted, near = Outlook(law, months, 0.1, 30.0).look(repeats, age_d)
    assert orders == pytest.approx(exact[:, -1], rel=2e-4)
    assert discounted == pytest.approx(exact @ ahead.weights, rel=2e-4)
    assert near == pytest.approx(orders_if_staying(law, repeats, age_d, 30.0), rel=2e-4)


def test_beyond_the_table_a_customer_keeps_a_sensible_outlook() -> None:
    orders, discounted, _ = outlook(DEFAULT, 12, 0.1, 30.0).look(np.array([9000.0, 0.0]), np.array([9000.0, 1e5]))
    assert 0 < discounted[0] < orders[0] <= 9000.8 / 9045 * 12 * MONTH_D
    assert 0 < discounted[1] < orders[1] < 0.1


def test_a_population_has_one_table() -> None:
    assert outlook(DEFAULT, 36, 0.1, 30.0) is outlook(RhythmParameters(*DEFAULT.__reduce__()[1]), 36, 0.1, 30.0)
