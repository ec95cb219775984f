"""Sums that fade, by forward decay: events may come in any order, nothing is touched until it is read.

Cormode, Shkapenyuk, Srivastava & Xu (2009), "Forward decay", section 3: an event at `t` adds `x * exp((t - L) / tau)`
for a fixed landmark `L`; read at `now`, the sum is divided by `exp((now - L) / tau)`. A late event adds with just the
weight that it would have by now had it come in time, so sums commute.
"""

from math import exp, log
from typing import Final

from harken.customer import State, Sums
from harken.fold.config import DAY_S

#: Half-lives of the counters, and the time constants that belong to them.
HALF_LIVES_D: Final = (7, 30, 90)
TAUS_S: Final = tuple(days * DAY_S / log(2) for days in HALF_LIVES_D)
SATISFACTION_TAU_S: Final = 180 * DAY_S / log(2)
#: Of what counts as of late.
LATELY_TAU_S: Final = TAUS_S[1]

#: The landmark moves when the weights come near what a float can hold (`exp(709)`).
MOST_EXPONENT: Final = 300.0

_T7, _T30, _T90 = TAUS_S
_MOST_AGE_S: Final = MOST_EXPONENT * _T7


def weights(state: State, ts: float) -> tuple[float, float, float]:
    """What an event at `ts` (epoch seconds) adds to the sums of each half-life; moves the landmark where it must."""
    age_s = ts - state.landmark_s
    if age_s > _MOST_AGE_S:
        move_landmark(state, ts)
        age_s = 0.0
    return exp(age_s / _T7), exp(age_s / _T30), exp(age_s / _T90)


def move_landmark(state: State, landmark_s: float) -> None:
    """Re-express all forward-decayed sums of a customer from a later landmark."""
    shift_s = state.landmark_s - landmark_s
    f7, f30, f90 = (exp(shift_s / tau) for tau in TAUS_S)
    for sums in (state.clicks, state.orders, state.spent):
        sums.d7 *= f7
        sums.d30 *= f30
        sums.d90 *= f90
    state.categories = {name: value * f30 for name, value in state.categories.items()}
    factor = exp(shift_s / SATISFACTION_TAU_S)
    state.scores.weight *= factor
    state.scores.total *= factor
    if state.lately is not None:
        state.lately.weight *= f30
        state.lately.total *= f30
    state.tickets *= f90
    state.lists *= f90
    state.taken *= f90
    state.landmark_s = landmark_s


def add(sums: Sums, weight: tuple[float, float, float], x: float) -> None:
    """Add `x` to a counter's three sums."""
    w7, w30, w90 = weight
    sums.d7 += w7 * x
    sums.d30 += w30 * x
    sums.d90 += w90 * x
