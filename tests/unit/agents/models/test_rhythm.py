"""BG/NBD against the paper's formulas written out, and against customers made by its own law."""

from math import gamma, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import beta

from harken.models.rhythm import BOUNDS, DEFAULT, alive_probability, churn_probability
from harken.models.rhythm_fit import fit, log_likelihood
from harken.shelf import RhythmParameters

#: Fader, Hardie & Lee (2005), table 2: CDNOW, in weeks.
CDNOW = RhythmParameters(r=0.243, alpha_d=4.414, a=0.793, b=2.426)
H = 90.0


Column = NDArray[np.float64]


def column(*values: float) -> Column:
    return np.array(values, dtype=np.float64)


def left_by_hand(p: RhythmParameters, x: float, t_x: float, age: float, horizon: float) -> float:
    """`1 - P(alive) (1 - ((alpha+T)/(alpha+T+H))^(r+x))`, as it is written in learning.md 1.6."""
    alive = 1.0
    if x > 0:
        alive = 1 / (1 + p.a / (p.b + x - 1) * ((p.alpha_d + age) / (p.alpha_d + t_x)) ** (p.r + x))
    silent: float = ((p.alpha_d + age) / (p.alpha_d + age + horizon)) ** (p.r + x)
    return 1 - alive * (1 - silent)


def likelihood_by_hand(p: RhythmParameters, x: float, t_x: float, age: float) -> float:
    """Eq. 6 with gamma and beta functions, as long as they do not overflow."""
    r, alpha, a, b = p.r, p.alpha_d, p.a, p.b
    lasting = beta(a, b + x) / beta(a, b) * gamma(r + x) * alpha**r / (gamma(r) * (alpha + age) ** (r + x))
    if x == 0:
        return float(lasting)
    stopping = beta(a + 1, b + x - 1) / beta(a, b) * gamma(r + x) * alpha**r / (gamma(r) * (alpha + t_x) ** (r + x))
    return float(lasting + stopping)


@pytest.mark.parametrize("parameters", [DEFAULT, CDNOW])
@pytest.mark.parametrize(
    ("x", "t_x", "age"), [(0, 0, 0), (0, 0, 200), (1, 5, 5), (1, 5, 400), (6, 120, 121), (9, 8, 99)]
)
def test_it_is_the_papers_formula(parameters: RhythmParameters, x: float, t_x: float, age: float) -> None:
    (left,) = churn_probability(parameters, column(x), column(t_x), column(age), H)
    assert left == pytest.approx(min(left_by_hand(parameters, x, t_x, age, H), 1 - 1e-6), abs=1e-12)
    (found,) = log_likelihood(parameters, column(x), column(t_x), column(age))
    assert found == pytest.approx(log(likelihood_by_hand(parameters, x, t_x, age)), abs=1e-9)


def test_who_never_repeated_has_not_stopped() -> None:
    assert alive_probability(DEFAULT, column(0, 0), column(0, 0), column(1, 1000)).tolist() == [1.0, 1.0]


histories = st.tuples(
    st.integers(0, 500), st.floats(0, 3000), st.floats(0, 3000), st.floats(0.01, 2000), st.floats(1, 400)
)


@given(histories)
def test_more_silence_is_more_likely_goodbye(history: tuple[int, float, float, float, float]) -> None:
    #  day   0 ... t_x          T            T + more
    #        x . x . x          ?               ?
    x, t_x, silent, more, horizon = history
    ages = column(t_x + silent, t_x + silent + more)
    sooner, later = churn_probability(DEFAULT, column(x, x), column(t_x, t_x), ages, horizon)
    assert 0.0 < sooner <= later < 1.0
    if 1e-5 < later < 1 - 1e-5:  # where the bound of 1e-6 hides nothing
        assert sooner < later or more < 0.1


@given(histories)
def test_a_longer_horizon_is_a_smaller_chance_of_silence(history: tuple[int, float, float, float, float]) -> None:
    x, t_x, silent, more, horizon = history
    near = churn_probability(DEFAULT, column(x), column(t_x), column(t_x + silent), horizon)
    far = churn_probability(DEFAULT, column(x), column(t_x), column(t_x + silent), horizon + more)
    assert far[0] <= near[0]


def simulated(p: RhythmParameters, seed: int, n: int) -> tuple[Column, Column, Column]:
    """Customers who order and stop by the law itself; repeats, recency and age in days."""
    rng = np.random.default_rng(seed)
    rates, stops = rng.gamma(p.r, 1 / p.alpha_d, n), rng.beta(p.a, p.b, n)
    ages = rng.uniform(200, 730, n)
    repeats, recency = np.zeros(n), np.zeros(n)
    for k in range(n):
        t = 0.0
        while True:
            t += rng.exponential(1 / rates[k])
            if t > ages[k]:
                break
            repeats[k] += 1
            recency[k] = t
            if rng.random() < stops[k]:
                break
    return repeats, recency, ages


def test_the_law_that_made_the_customers_is_found_again() -> None:
    truth = RhythmParameters(r=0.5, alpha_d=15.0, a=1.2, b=5.0)
    logs = []
    for seed in range(10):
        found = fit(*simulated(truth, seed, 3000))
        logs.append([found.r, found.alpha_d, found.a, found.b])
    mean = np.exp(np.log(logs).mean(axis=0))
    assert mean == pytest.approx([truth.r, truth.alpha_d, truth.a, truth.b], rel=0.1)


def test_few_customers_do_not_decide() -> None:
    #  One customer who came every day: alone she would pull the rate to the bound.
    found = fit(column(300), column(300), column(300))
    for value, home, (low, high) in zip(
        (found.r, found.alpha_d, found.a, found.b), (0.8, 45.0, 0.7, 3.0), BOUNDS, strict=True
    ):
        assert low < value < high
        assert abs(log(value / home)) < log(10)


def test_the_fit_is_the_same_every_time_and_starts_where_it_is_told() -> None:
    sample = simulated(DEFAULT, 3, 200)
    cold = fit(*sample)
    assert fit(*sample) == cold
    warm = fit(*sample, cold)
    likelihood = [log_likelihood(p, *sample).sum() for p in (cold, warm)]
    assert likelihood[1] == pytest.approx(likelihood[0], rel=1e-4)


def test_impossible_histories_give_probabilities_and_finite_parameters() -> None:
    #  Younger than the last order, by a clock that was set back.
    assert churn_probability(DEFAULT, column(2), column(30), column(10), H) == pytest.approx(
        churn_probability(DEFAULT, column(2), column(30), column(30), H)
    )
    found = fit(column(2, 0, 5), column(30, 0, 1e5), column(10, 0, 1e5))
    assert all(np.isfinite([found.r, found.alpha_d, found.a, found.b]))


def test_a_customer_at_the_end_of_an_overflowing_silence_has_left() -> None:
    (left,) = churn_probability(DEFAULT, column(5000), column(1), column(1e5), H)
    assert left == 1 - 1e-6
