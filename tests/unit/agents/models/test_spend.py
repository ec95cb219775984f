"""Gamma-Gamma against its formula written out, and against customers made by its own law."""

from math import gamma, log

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import beta

from harken.models.spend import expected_spend
from harken.models.spend_fit import BOUNDS, fit, log_likelihood
from harken.shelf import SpendParameters

#: Fader & Hardie (2013), section 5: CDNOW, in dollars.
CDNOW = SpendParameters(p=6.25, q=3.74, gamma_minor=15.44, cap_minor=1e9)

Column = NDArray[np.float64]


def column(*values: float) -> Column:
    return np.array(values, dtype=np.float64)


def test_it_is_the_notes_formula() -> None:
    #  Eq. 1a: 1 / (m B(px, q)) (g / (g + m x))^q (m x / (g + m x))^(px)
    p, q, g = CDNOW.p, CDNOW.q, CDNOW.gamma_minor
    for x, m in [(1, 35.0), (2, 22.35), (7, 80.0)]:
        share = g / (g + m * x)
        by_hand = share**q * (1 - share) ** (p * x) / (m * beta(p * x, q))
        (found,) = log_likelihood(CDNOW, column(x), column(m))
        assert found == pytest.approx(log(by_hand), abs=1e-9)


def test_a_mean_is_drawn_towards_the_populations_the_less_the_more_days_it_is_of() -> None:
    p, q, g = CDNOW.p, CDNOW.q, CDNOW.gamma_minor
    population = p * g / (q - 1)
    nothing, one, many = expected_spend(CDNOW, column(0, 1, 50), column(0, 100, 100))
    assert nothing == pytest.approx(population)
    weight = p / (p + q - 1)  # eq. 5: a weighted mean of the customer's own and the population's
    assert one == pytest.approx(weight * 100 + (1 - weight) * population)
    assert population < one < many < 100


def test_repeat_days_that_brought_nothing_say_nothing() -> None:
    none, nothing_kept = expected_spend(CDNOW, column(0, 3), column(0, 0))
    assert nothing_kept == none


def test_one_enormous_mean_counts_up_to_the_cap() -> None:
    capped = SpendParameters(CDNOW.p, CDNOW.q, CDNOW.gamma_minor, cap_minor=200.0)
    assert expected_spend(capped, column(4), column(1e6)) == expected_spend(capped, column(4), column(200.0))


def simulated(truth: SpendParameters, seed: int, n: int) -> tuple[Column, Column]:
    """Customers who spend by the law itself: repeat days and their mean."""
    rng = np.random.default_rng(seed)
    repeats = rng.geometric(0.25, n).astype(np.float64) + 1.0
    rates = rng.gamma(truth.q, 1 / truth.gamma_minor, n)
    return repeats, rng.gamma(truth.p * repeats, 1 / rates) / repeats


def test_the_law_that_made_the_customers_is_found_again() -> None:
    truth = SpendParameters(p=6.0, q=4.0, gamma_minor=1500.0, cap_minor=1e9)
    logs = []
    for seed in range(10):
        found = fit(*simulated(truth, seed, 3000))
        assert found is not None
        logs.append([found.p, found.q, found.gamma_minor])
    mean = np.exp(np.log(logs).mean(axis=0))
    assert mean == pytest.approx([truth.p, truth.q, truth.gamma_minor], rel=0.1)


def test_the_unit_of_money_does_not_matter() -> None:
    repeats, means = simulated(CDNOW, 3, 500)
    pounds, pence = fit(repeats, means), fit(repeats, means * 100)
    assert pounds is not None
    assert pence is not None
    assert [pence.p, pence.q] == pytest.approx([pounds.p, pounds.q], rel=1e-4)
    assert pence.gamma_minor == pytest.approx(100 * pounds.gamma_minor, rel=1e-3)


def test_the_fit_is_the_same_every_time_and_starts_where_it_is_told() -> None:
    sample = simulated(CDNOW, 3, 300)
    cold = fit(*sample)
    assert cold is not None
    assert fit(*sample) == cold
    warm = fit(*sample, cold)
    assert warm is not None
    likelihood = [log_likelihood(params, *sample).sum() for params in (cold, warm)]
    assert likelihood[1] == pytest.approx(likelihood[0], rel=1e-4)


@pytest.mark.parametrize("means", [[5.0, 5.0, 5.0], [1.0, 1e12, 3.0], [0.01, 0.01, 1e9]])
def test_impossible_customers_leave_parameters_that_can_be_reckoned_with(means: list[float]) -> None:
    found = fit(column(1, 300, 2), column(*means))
    assert found is not None
    unit = float(np.median(means))
    for value, (low, high) in zip((found.p, found.q, found.gamma_minor / unit), BOUNDS, strict=True):
        assert low * 0.99 <= value <= high * 1.01
    spend = expected_spend(found, column(0, 1, 300), column(0, *means[:2]))
    assert np.all(np.isfinite(spend) & (spend > 0))
    assert gamma(found.q) > 0
