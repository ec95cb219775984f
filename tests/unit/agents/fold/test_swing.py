"""Since when a customer is as satisfied as they are."""

from itertools import accumulate

import pytest

from harken.customer import Swing
from harken.fold.swing import swing_on


def after(*levels: float) -> Swing:
    """The swing after these levels, one a day."""
    swing = None
    for day, level in enumerate(levels):
        swing = swing_on(swing, float(day), level)
    assert swing is not None
    return swing


@pytest.mark.parametrize(
    ("levels", "swing"),
    [
        ((0.8,), (0, 0.8, 0, 0.8)),
        #    0.8 ──┐
        #          └ 0.6 ──┐
        #                  └ 0.4     one fall, from the first day on
        ((0.8, 0.6, 0.4), (0, 0.8, 2, 0.4)),
        #  up a little on the way down is no turn
        ((0.8, 0.6, 0.65, 0.4), (0, 0.8, 3, 0.4)),
        #  down and up again: it comes from the lowest, of that day
        ((0.8, 0.6, 0.4, 0.55), (2, 0.4, 3, 0.55)),
        ((0.8, 0.4, 0.6, 0.7, 0.5), (3, 0.7, 4, 0.5)),
        #  where it does not move it goes nowhere, and the farther it has got the longer it took
        ((0.8, 0.8, 0.5), (0, 0.8, 2, 0.5)),
    ],
)
def test_a_turn_is_where_levels_come_back_from(levels: tuple[float, ...], swing: tuple[float, ...]) -> None:
    assert after(*levels) == Swing(*swing)


def test_small_steps_down_are_one_long_fall() -> None:
    levels = list(accumulate([0.9, *[-0.05] * 10]))
    assert after(*levels) == Swing(0.0, 0.9, 10.0, levels[-1])
