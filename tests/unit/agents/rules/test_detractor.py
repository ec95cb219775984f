"""Which words strike."""

import pytest

from harken.events import Feedback, FeedbackKind
from harken.rules.detractor import Detractor
from tests.moments import happening


def said(kind: FeedbackKind, score: float | None, scale_max: float | None = None) -> Feedback:
    return Feedback(id="f", customer_id="ada", ts=0, kind=kind, score=score, scale_max=scale_max)


@pytest.mark.parametrize(
    ("feedback", "strikes"),
    [
        (said("nps", 6), True),
        (said("nps", 7), False),
        (said("rating", 2), True),
        (said("rating", 3), False),
        (said("rating", 4, scale_max=10), False),
        (said("rating", 3, scale_max=10), True),
        (said("csat", 2), True),
        (said("csat", 3), False),
        (said("ces", 1), False),  # effort is no verdict on the company
        (said("review", None), False),
        (said("ticket", 1), False),
    ],
)
def test_it_strikes_at_six_of_ten_two_stars_or_dissatisfied(feedback: Feedback, strikes: bool) -> None:
    assert Detractor().strikes(happening(feedback)) is strikes
