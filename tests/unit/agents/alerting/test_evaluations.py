"""The last evaluations of a pending kind."""

import pytest

from harken.alerting.evaluations import APART_MS, evaluated
from harken.document import Evaluations

HOUR = APART_MS


@pytest.mark.parametrize(
    ("before", "is_over", "now_ms", "after"),
    [
        #                       an hour later it is one more, the newest the lowest bit
        (Evaluations(0, 0b1), True, HOUR, Evaluations(HOUR, 0b11)),
        (Evaluations(0, 0b11), False, HOUR, Evaluations(HOUR, 0b110)),
        #                       what is further back than the third is forgotten
        (Evaluations(0, 0b110), False, HOUR, Evaluations(HOUR, 0b100)),
        (Evaluations(0, 0b100), False, HOUR, Evaluations(HOUR, 0)),
        #                       within the hour it is the same one, and says what the newest step says
        (Evaluations(0, 0b10), True, HOUR - 1, Evaluations(0, 0b11)),
        (Evaluations(0, 0b11), False, HOUR - 1, Evaluations(0, 0b10)),
        #                       of other rules, which knew more of them
        (Evaluations(0, 0b11111), True, 1, Evaluations(0, 0b111)),
    ],
)
def test_each_step_is_one_more_or_the_newest_anew(
    before: Evaluations, *, is_over: bool, now_ms: int, after: Evaluations
) -> None:
    assert evaluated(before, is_over=is_over, now_ms=now_ms, of=3) == after


def test_a_step_that_says_the_same_again_is_no_other_state() -> None:
    before = Evaluations(0, 0b101)
    assert evaluated(before, is_over=True, now_ms=5, of=3) is before
