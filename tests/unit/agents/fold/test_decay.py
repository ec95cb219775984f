"""Forward decay."""

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import astuple

from harken.customer import State
from harken.fold.config import DAY_S
from harken.fold.decay import HALF_LIVES_D, MOST_EXPONENT, TAUS_S, add, weights


def counted(times_s: list[float], now_s: float) -> list[float]:
    """Decayed counts of events at these times, read at `now_s`."""
    state = State(times_s[0])
    for ts in times_s:
        add(state.clicks, weights(state, ts), 1.0)
    return [v * exp((state.landmark_s - now_s) / tau) for v, tau in zip(astuple(state.clicks), TAUS_S, strict=True)]


@pytest.mark.parametrize("n", range(3))
def test_after_its_half_life_an_event_counts_half(n: int) -> None:
    assert counted([0.0], HALF_LIVES_D[n] * DAY_S)[n] == pytest.approx(0.5)


@given(st.lists(st.floats(0, 20 * 365 * DAY_S), min_size=1, max_size=20))
def test_the_order_of_events_does_not_matter_even_over_twenty_years(times_s: list[float]) -> None:
    shuffled = sorted(times_s, key=lambda ts: (ts * 7919) % 1013)
    now_s = max(times_s)
    assert counted(times_s, now_s) == pytest.approx(counted(shuffled, now_s), rel=1e-9)


def test_the_landmark_moves_before_weights_overflow() -> None:
    state = State(0.0)
    late_s = 2 * MOST_EXPONENT * TAUS_S[0]
    add(state.clicks, weights(state, 0.0), 1.0)
    assert weights(state, late_s) == (1.0, 1.0, 1.0)
    assert state.landmark_s == late_s
    assert state.clicks.d90 == pytest.approx(exp(-late_s / TAUS_S[2]))
