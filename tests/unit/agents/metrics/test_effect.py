"""The effect of acting, on experiments whose truth is known."""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from harken.metrics.effect import ALPHA, LEAST, Arm, Effect, effect_of

EXPERIMENTS = 200
LOOKS = 20
#: Share that is missed with the promised probability, and three standard errors of so many experiments.
MOST_MISSED = ALPHA + 3 * (ALPHA * (1 - ALPHA) / EXPERIMENTS) ** 0.5


def arm(inside: NDArray[np.bool_], stayed: NDArray[np.bool_]) -> Arm:
    return Arm(int(inside.sum()), int((inside & stayed).sum()))


def looked_at(treated: float, held_out: float, share: float, most: int, seed: int) -> Iterator[list[Effect]]:
    """What is said at each look of each experiment; these are shares that stay, and the one that is held out."""
    random = np.random.default_rng(seed)
    for _ in range(EXPERIMENTS):
        held = random.random(most) < share
        stayed = random.random(most) < np.where(held, held_out, treated)
        said = []
        for until in np.linspace(most / LOOKS, most, LOOKS).astype(int):
            effect = effect_of(arm(~held[:until], stayed[:until]), arm(held[:until], stayed[:until]))
            if effect is not None:
                said.append(effect)
        yield said


@pytest.mark.parametrize(
    ("treated", "held_out", "share"),
    [(0.3, 0.3, 0.1), (0.3, 0.2, 0.1), (0.95, 0.95, 0.2), (0.05, 0.02, 0.5)],
    ids=["nothing", "a tenth more", "nearly all", "rare"],
)
def test_the_truth_is_inside_at_all_twenty_looks_at_once(treated: float, held_out: float, share: float) -> None:
    truth = treated - held_out
    missed = looks = 0
    for said in looked_at(treated, held_out, share, most=4000, seed=1):
        missed += any(not one.low <= truth <= one.high for one in said)
        looks += len(said)
    assert looks > EXPERIMENTS * LOOKS / 2
    assert missed / EXPERIMENTS <= MOST_MISSED


def test_an_effect_that_is_there_is_found_and_one_that_is_not_is_not() -> None:
    found = [said[-1].low > 0 for said in looked_at(0.35, 0.25, 0.2, most=4000, seed=2)]
    dreamt = [any(one.low > 0 or one.high < 0 for one in s) for s in looked_at(0.3, 0.3, 0.2, most=4000, seed=3)]
    assert sum(found) / EXPERIMENTS > 0.9
    assert sum(dreamt) / EXPERIMENTS <= MOST_MISSED


def test_twenty_looks_at_the_usual_interval_would_dream_up_more_than_it_promises() -> None:
    #  That is why there is another: the test above must be able to fail.
    dreamt = 0
    for said in looked_at(0.3, 0.3, 0.2, most=4000, seed=3):
        dreamt += any(abs(one.difference) > 1.96 / 3.0 * (one.high - one.low) / 2 for one in said)
    assert dreamt / EXPERIMENTS > 2 * ALPHA


def test_few_are_not_enough_and_it_is_said_how_many_are_missing() -> None:
    many, few = Arm(1000, 300), Arm(LEAST - 8, 10)
    assert effect_of(many, few) is None
    assert effect_of(few, many) is None
    assert (few.missing, many.missing) == (8, 0)
    assert effect_of(many, Arm(LEAST, 10)) is not None


def test_nobody_judged_has_no_share() -> None:
    assert Arm(0, 0).share is None
    assert effect_of(Arm(0, 0), Arm(0, 0)) is None


def test_the_interval_narrows_with_the_smaller_arm_and_stays_on_the_scale() -> None:
    wide, narrow = effect_of(Arm(1000, 300), Arm(60, 12)), effect_of(Arm(1000, 300), Arm(600, 120))
    assert wide is not None
    assert narrow is not None
    assert wide.difference == narrow.difference == pytest.approx(0.1)
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)
    sure = effect_of(Arm(50, 50), Arm(50, 0))
    assert sure is not None
    assert sure.high == 1.0
