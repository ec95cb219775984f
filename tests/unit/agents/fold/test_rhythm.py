"""Days with an order and the gaps between them."""

import pytest

from harken.customer import State
from harken.document import Activity
from harken.fold.config import DAY_S
from harken.fold.rhythm import order_on


def rhythm(days: list[float]) -> Activity:
    state, activity = State(0.0), Activity()
    for day in days:
        order_on(state, activity, day * DAY_S)
    return activity


@pytest.mark.parametrize(
    ("days", "gaps", "mean_gap_d"),
    [
        ([3.5], 0, None),
        ([3.1, 3.9], 0, None),  # one day, two orders
        ([0.5, 7.5, 14.5], 2, 7.0),
        ([14.5, 0.5, 7.5], 2, 7.0),  # in any order
        ([0.5, 7.5, 7.9, 14.5, 0.6], 2, 7.0),
    ],
)
def test_gaps_are_between_days_in_whatever_order_they_become_known(
    days: list[float], gaps: int, mean_gap_d: float | None
) -> None:
    activity = rhythm(days)
    assert activity.gaps == gaps
    assert activity.mean_gap_s == (None if mean_gap_d is None else mean_gap_d * DAY_S)
    assert activity.first_order_ms == round(min(days) * DAY_S * 1000)
    assert activity.last_order_ms == round(max(days) * DAY_S * 1000)


def test_a_long_history_needs_only_its_ends_and_its_length() -> None:
    activity = rhythm([3.0 * n for n in range(200)])
    assert (activity.gaps, activity.mean_gap_s) == (199, 3 * DAY_S)
