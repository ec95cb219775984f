"""One scale for every answer, and a mean that fades into its prior."""

import pytest

from harken.customer import State
from harken.document import Satisfaction
from harken.events import Feedback, FeedbackKind
from harken.fold.config import DAY_S
from harken.fold.decay import move_landmark
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


def heard(*said: tuple[float, float]) -> State:
    """A customer who gave these scores, each on its day."""
    state = State(0.0)
    for day, score in said:
        hear(state, day * DAY_S, score)
    return state


def content(state: State, day: float) -> Satisfaction:
    found = satisfaction(state, day * DAY_S)
    assert found is not None
    return found


def test_more_scores_make_it_surer_and_time_makes_it_less_so() -> None:
    #   day   0      1 .. 9         400
    #         5      5  5             ?
    one, ten = heard((0, 0.8)), heard(*((day, 0.8) for day in range(10)))
    errors = [content(one, 0).error, content(ten, 9).error, content(ten, 400).error]
    assert None not in errors
    assert errors[1] < errors[2] < errors[0]  # type: ignore[operator]  # none is None
    assert content(one, 0).error == pytest.approx((0.7995 * 0.2005 / 3) ** 0.5, abs=1e-4)


def test_trend_is_what_was_said_of_late_against_the_whole() -> None:
    #   day     0  10  20  30  40  50  60        240
    #   falls   5   5   5   5   2   2   ?
    #   rises   2   2   2   2   5   5   ?         ?
    falls = heard(*((10 * n, 1.0 if n < 4 else 0.25) for n in range(6)))
    rises = heard(*((10 * n, 0.25 if n < 4 else 1.0) for n in range(6)))
    steady = heard(*((10 * n, 0.75) for n in range(6)))
    trends = [content(state, 60).trend or 0.0 for state in (falls, steady, rises)]
    assert trends[0] < -0.07
    assert abs(trends[1]) < 0.02
    assert trends[2] > 0.03
    assert abs(content(rises, 240).trend or 0.0) < 0.02


def test_the_order_in_which_scores_come_does_not_matter() -> None:
    one, other = heard((0, 0.2), (50, 0.9), (60, 0.4)), heard((60, 0.4), (0, 0.2), (50, 0.9))
    for name in ("score", "weight", "error", "trend"):
        assert getattr(content(one, 70), name) == pytest.approx(getattr(content(other, 70), name))


def test_a_moved_landmark_changes_nothing_that_is_said() -> None:
    state, moved = heard((0, 0.2), (50, 0.9)), heard((0, 0.2), (50, 0.9))
    move_landmark(moved, 200 * DAY_S)
    for name in ("score", "weight", "error", "trend"):
        assert getattr(content(moved, 210), name) == pytest.approx(getattr(content(state, 210), name))


def test_a_customer_of_an_older_release_has_no_trend_until_the_next_score() -> None:
    state = heard((0, 0.2))
    state.lately = None
    assert content(state, 1).trend is None
    hear(state, DAY_S, 0.9)
    assert content(state, 1).trend is not None
