"""Curves of the stored scores."""

import pytest

from harken.backtest.scores import StoredScores, gain
from harken.example import ChurnExample
from harken.metrics.progressive import Progressive, Tally


def label(known_s: float, score: float, left: bool) -> ChurnExample:
    return ChurnExample(
        cause=f"0|label|c|{known_s!r}",
        at_s=known_s - 1,
        known_s=known_s,
        features=[],
        score=score,
        prior_logit=0.0,
        version="v",
        silent_s=0.0,
        left=left,
    )


def test_a_perfect_score_finds_everybody_first() -> None:
    tally = Tally()
    for _ in range(10):
        tally.judge(0.9, True)
    for _ in range(30):
        tally.judge(0.1, False)
    points = {point["asked"]: point["found"] for point in gain(tally)}
    assert (points[0.25], points[1.0]) == (1.0, 1.0)
    assert points[0.1] == pytest.approx(0.4)


def test_one_score_for_all_finds_as_many_as_are_asked() -> None:
    tally = Tally()
    for n in range(40):
        tally.judge(0.5, n % 2 == 0)
    assert all(point["found"] == pytest.approx(point["asked"]) for point in gain(tally))


def test_nobody_left_no_curve() -> None:
    assert gain(Tally()) == []


def test_labels_count_in_the_month_in_which_they_became_known() -> None:
    scores = StoredScores()
    scores.judge([label(1_706_745_600.0, 0.8, True), label(1_704_067_200.0, 0.2, False)])  # 1 February, 1 January
    months = scores.figures()["months"]
    assert {month: figures["labels"] for month, figures in months.items()} == {"2024-01": 1, "2024-02": 1}
    assert scores.base_rate == 0.5


def test_calibration_is_that_of_the_learners_card() -> None:
    labels = [label(1_704_067_200.0 + n, n % 10 / 10 + 0.04, n % 3 == 0) for n in range(5200)]
    for some in (labels[:300], labels):  # before the warm-up, then after it
        scores, column = StoredScores(), Progressive()
        scores.judge(some)
        for one in some:
            column.judge(one.score, one.left, silent_long=one.left)
        assert scores.figures()["calibration"] == list(column.calibration())
        assert len(column.calibration()) == 10
