"""Orders to come, against the paper's formula, an integral, and customers made by the law."""

from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.special import hyp2f1
from scipy.stats import beta

from harken.models.rhythm import BOUNDS, alive_probability
from harken.shelf import RhythmParameters
from harken.value.orders import orders_if_staying

#: Fader, Hardie & Lee (2005), table 2: CDNOW, in weeks.
CDNOW = RhythmParameters(r=0.243, alpha_d=4.414, a=0.793, b=2.426)

Column = NDArray[np.float64]


def column(*values: float) -> Column:
    return np.array(values, dtype=np.float64)


def as_printed(p: RhythmParameters, x: float, t_x: float, age: float, t: float) -> float:
    """Eq. 10, as it is printed."""
    r, alpha, a, b = p.r, p.alpha_d, p.a, p.b
    silent = ((alpha + age) / (alpha + age + t)) ** (r + x)
    above = (a + b + x - 1) / (a - 1) * (1 - silent * hyp2f1(r + x, b + x, a + b + x - 1, t / (alpha + age + t)))
    below = 1 + (x > 0) * a / (b + x - 1) * ((alpha + age) / (alpha + t_x)) ** (r + x)
    return float(above / below)


@pytest.mark.parametrize(("x", "t_x", "age"), [(0, 0, 10), (1, 5, 39), (2, 30.43, 38.86), (26, 37, 38.9)])
def test_it_is_the_papers_formula(x: float, t_x: float, age: float) -> None:
    alive = alive_probability(CDNOW, column(x), column(t_x), column(age))
    found = alive * orders_if_staying(CDNOW, column(x), column(age), 39.0)
    assert found[0] == pytest.approx(as_printed(CDNOW, x, t_x, age, 39.0), rel=1e-5)


def test_the_papers_own_customer_is_expected_to_order_what_the_paper_says() -> None:
    #  Fader & Hardie's spreadsheet: x = 2, t_x = 30.43, T = 38.86 weeks; 1.226 orders in the next 39 weeks.
    alive = alive_probability(CDNOW, column(2), column(30.43), column(38.86))
    found = alive * orders_if_staying(CDNOW, column(2), column(38.86), 39.0)
    assert found[0] == pytest.approx(1.226, abs=0.001)


@pytest.mark.parametrize(
    "params", [CDNOW, RhythmParameters(0.8, 45.0, 0.7, 3.0), RhythmParameters(0.5, 15.0, 1.2, 5.0)]
)
@pytest.mark.parametrize(("x", "age"), [(0, 20.0), (3, 100.0), (40, 300.0)])
def test_it_is_the_integral_over_all_who_the_customer_may_be(params: RhythmParameters, x: int, age: float) -> None:
    #  Of rate l and stopping chance s, (1 - exp(-l s t)) / s orders are expected; l is gamma, s beta, as seen so far.
    #  Over l the integral is known: (1 - ((alpha+T)/(alpha+T+s t))^(r+x)) / s.
    a, b, from_d = params.a, params.b + x, params.alpha_d + age
    posterior = beta(a, b)
    by_hand, _ = quad(
        lambda s: posterior.pdf(s) * (1 - (from_d / (from_d + s * 365.0)) ** (params.r + x)) / s, 0, 1, limit=200
    )
    (found,) = orders_if_staying(params, column(x), column(age), 365.0)
    assert found == pytest.approx(by_hand, rel=1e-4)


laws = st.builds(RhythmParameters, *(st.floats(low, high).map(lambda v: round(v, 6)) for low, high in BOUNDS))


@given(laws, st.integers(0, 1000), st.floats(0, 5000), st.floats(0.01, 7000), st.floats(0, 3000))
def test_more_time_brings_more_orders_and_never_more_than_the_rate(
    law: RhythmParameters, x: int, age: float, days: float, more: float
) -> None:
    sooner, later = orders_if_staying(law, column(x, x), column(age, age), column(days, days + more))
    rate = (law.r + x) / (law.alpha_d + age)
    slack = 1e-6 * rate * (days + more) + 1e-9
    assert -slack <= sooner <= later + slack
    assert later <= rate * (days + more) + slack


@pytest.mark.parametrize(
    "law",
    [
        RhythmParameters(0.8, 45.0, 1.0, 3.0),  # a = 1
        RhythmParameters(0.8, 45.0, 0.6, 0.4),  # a + b = 1
        RhythmParameters(0.05, 0.5, 0.05, 0.1),  # a = r
    ],
)
def test_the_poles_of_the_formula_are_no_holes(law: RhythmParameters) -> None:
    aside = RhythmParameters(law.r, law.alpha_d, law.a + 1e-4, law.b + 1e-4)
    x, age = column(0, 1, 7), column(3, 90, 700)
    found = orders_if_staying(law, x, age, 1095.0)
    assert found == pytest.approx(orders_if_staying(aside, x, age, 1095.0), rel=5e-3)


def test_no_time_brings_no_orders() -> None:
    assert orders_if_staying(CDNOW, column(0, 5), column(10, 10), 0.0) == pytest.approx([0.0, 0.0], abs=1e-12)


def test_customers_made_by_the_law_order_as_often_as_expected() -> None:
    law, rng = RhythmParameters(0.8, 20.0, 0.9, 4.0), np.random.default_rng(1)
    rates, stops = rng.gamma(law.r, 1 / law.alpha_d, 20_000), rng.beta(law.a, law.b, 20_000)
    #  New customers: (1 - exp(-l s t)) / s orders are expected of each.
    made = np.mean([(1 - exp(-rate * stop * 180)) / stop for rate, stop in zip(rates, stops, strict=True)])
    (found,) = orders_if_staying(law, column(0), column(0), 180.0)
    assert found == pytest.approx(made, rel=0.03)
