"""When a model is said to do worse."""

from random import Random

from harken.learning.drift import WARM_UP, DriftWatch


def drifts(watch: DriftWatch, random: Random, labels: int, *, begin: int, said: float, truth: float) -> int:
    """How often it is said over so many labels of a model that says one probability while another is true."""
    return sum(watch.judge(said, random.random() < truth, begin + n) for n in range(labels))


def test_a_model_that_suddenly_does_worse_is_noticed_once() -> None:
    watch, random = DriftWatch(), Random(1)
    assert not drifts(watch, random, 6000, begin=WARM_UP, said=0.1, truth=0.1)
    assert drifts(watch, random, 4000, begin=WARM_UP + 6000, said=0.1, truth=0.4) == 1


def test_days_that_differ_are_hardly_taken_for_drift() -> None:
    #  300 labels a day, of which a fifth or two fifths leave, by lot
    watch, random = DriftWatch(), Random(5)
    found = sum(
        drifts(watch, random, 300, begin=WARM_UP + 300 * day, said=0.3, truth=random.choice((0.2, 0.4)))
        for day in range(100)
    )
    assert found <= 2  # shown one by one: six to twenty


def test_what_went_on_doing_worse_is_said_again_when_as_much_was_learned_as_before_the_first() -> None:
    watch, random = DriftWatch(), Random(6)
    drifts(watch, random, 4000, begin=WARM_UP, said=0.1, truth=0.1)
    assert drifts(watch, random, 3000, begin=WARM_UP + 4000, said=0.1, truth=0.5) == 1
    begin = WARM_UP + 7000
    assert drifts(watch, random, 5000, begin=begin, said=0.1, truth=0.5) == 0
    assert drifts(watch, random, 5000, begin=begin + 5000, said=0.1, truth=0.9) == 1


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
