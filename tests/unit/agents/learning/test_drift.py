"""When a model is said to do worse."""

from random import Random

from harken.learning.drift import WARM_UP, DriftWatch


def drifts(watch: DriftWatch, random: Random, labels: int, *, begin: int, said: float, truth: float) -> int:
    """How often it is said over so many labels of a model that says one probability while another is true."""
    return sum(watch.judge(said, random.random() < truth, begin + n) for n in range(labels))


def test_a_model_that_suddenly_does_worse_is_noticed_once() -> None:
    watch, random = DriftWatch(), Random(1)
    assert not drifts(watch, random, 6000, begin=WARM_UP, said=0.1, truth=0.1)
    assert drifts(watch, random, 4000, begin=WARM_UP + 6000, said=0.1, truth=0.4) >= 1


def test_a_model_that_suddenly_does_better_has_not_drifted() -> None:
    watch, random = DriftWatch(), Random(2)
    drifts(watch, random, 6000, begin=WARM_UP, said=0.1, truth=0.4)
    assert not drifts(watch, random, 6000, begin=WARM_UP + 6000, said=0.1, truth=0.05)


def test_a_learning_curve_is_no_drift() -> None:
    watch, random = DriftWatch(), Random(3)
    assert not drifts(watch, random, WARM_UP // 2, begin=0, said=0.5, truth=0.1)
    assert not drifts(watch, random, WARM_UP // 2, begin=WARM_UP // 2, said=0.9, truth=0.1)
    assert not drifts(watch, random, 5000, begin=WARM_UP, said=0.1, truth=0.1)


def test_a_score_of_certainty_that_was_wrong_is_bounded() -> None:
    watch = DriftWatch()
    assert not watch.judge(0.0, True, WARM_UP)
    assert not watch.judge(1.0, False, WARM_UP)


def test_a_stationary_model_is_left_alone_for_long() -> None:
    watch, random = DriftWatch(), Random(4)
    assert drifts(watch, random, 40_000, begin=WARM_UP, said=0.3, truth=0.3) == 0
