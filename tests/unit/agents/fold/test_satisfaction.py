"""One scale for every answer, and a mean that fades into its prior."""

import pytest

from harken.customer import State
from harken.events import Feedback, FeedbackKind
from harken.fold.config import DAY_S
from harken.fold.satisfaction import PRIOR_MEAN, OffScale, hear, on_scale, satisfaction


def said(kind: FeedbackKind, score: float | None, scale_max: float | None = None) -> Feedback:
    return Feedback(id="f", customer_id="ada", ts=0, kind=kind, score=score, scale_max=scale_max)


@pytest.mark.parametrize(
    ("feedback", "expected"),
    [
        (said("nps", 0), 0.0),
        (said("nps", 10), 1.0),
        (said("rating", 1), 0.0),
        (said("rating", 3), 0.5),
        (said("rating", 5), 1.0),
        (said("rating", 0), 0.0),
        (said("review", 10, scale_max=10), 1.0),
        (said("csat", 4), 0.75),
        (said("ces", 7), 1.0),
        (said("ces", 4), 0.5),
        (said("ticket", 3), None),
        (said("rating", None), None),
        (said("cancellation", 1), None),
    ],
)
def test_the_worst_answer_is_nought_and_the_best_is_one(feedback: Feedback, expected: float | None) -> None:
    assert on_scale(feedback) == expected


@pytest.mark.parametrize("feedback", [said("nps", 11), said("rating", -1), said("csat", 9), said("rating", 1, 1)])
def test_an_answer_that_its_scale_does_not_have_is_said_to_be_off(feedback: Feedback) -> None:
    assert isinstance(on_scale(feedback), OffScale)


def test_one_score_weighs_as_much_as_the_prior_and_fades_to_it() -> None:
    state = State(0.0)
    assert satisfaction(state, 0.0) is None
    hear(state, 0.0, 0.0)
    fresh, old = satisfaction(state, 0.0), satisfaction(state, 5 * 365 * DAY_S)
    assert fresh is not None
    assert old is not None
    assert fresh.score == pytest.approx(PRIOR_MEAN / 2)
    assert fresh.score < old.score < PRIOR_MEAN
    assert old.weight < 0.01


def test_scores_may_come_in_any_order() -> None:
    one, other = State(0.0), State(0.0)
    for state, scores in ((one, [(0.0, 0.2), (9e6, 0.9)]), (other, [(9e6, 0.9), (0.0, 0.2)])):
        for ts, score in scores:
            hear(state, ts, score)
    left, right = satisfaction(one, 9e6), satisfaction(other, 9e6)
    assert left is not None
    assert right is not None
    assert left.score == pytest.approx(right.score)
