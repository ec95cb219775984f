"""Progressive metrics from histograms against the exact ones over all scores."""

import msgspec
import numpy as np
import pytest
from scipy.stats import rankdata

from harken.metrics.progressive import RECENT_LABELS, WARM_UP, Progressive, Tally

Scores = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Labels = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def drawn(seed: int, n: int, base_logit: float) -> tuple[Scores, Labels]:
    """Scores that are right on average, around some base rate."""
    rng = np.random.default_rng(seed)
    scores = 1 / (1 + np.exp(-(base_logit + rng.normal(0, 1.2, n))))
    return scores, rng.random(n) < scores


def tallied(scores: Scores, left: Labels) -> Tally:
    tally = Tally()
    for score, label in zip(scores.tolist(), left.tolist(), strict=True):
        tally.judge(score, label)
    return tally


def exact_auc(scores: Scores, left: Labels) -> float:
    """Mann-Whitney by ranks, ties by half."""
    n = int(left.sum())
    return float((rankdata(scores)[left].sum() - n * (n + 1) / 2) / (n * (len(left) - n)))


@pytest.mark.parametrize("base_logit", [-4.0, 0.0, 2.0])
def test_auc_is_the_exact_one_however_rare_the_label(base_logit: float) -> None:
    scores, left = drawn(1, 4000, base_logit)
    assert tallied(scores, left).figures()["auc"] == pytest.approx(exact_auc(scores, left), abs=1 / 500)


def test_losses_and_base_rate_are_the_exact_ones() -> None:
    scores, left = drawn(2, 3000, 0.4)
    figures = tallied(scores, left).figures()
    assert figures["labels"] == 3000
    assert figures["base_rate"] == pytest.approx(left.mean(), abs=1e-4)
    assert figures["log_loss"] == pytest.approx(-np.log(np.where(left, scores, 1 - scores)).mean(), abs=1e-4)
    assert figures["brier"] == pytest.approx(((scores - left) ** 2).mean(), abs=1e-4)


def test_calibration_error_is_the_weighted_gap_of_ten_bins() -> None:
    scores, left = drawn(3, 3000, 0.4)
    overconfident = scores**0.5
    bins = np.minimum((overconfident * 10).astype(int), 9)
    gaps = [abs((left[bins == b] - overconfident[bins == b]).sum()) for b in range(10)]
    assert tallied(overconfident, left).figures()["ece"] == pytest.approx(sum(gaps) / 3000, abs=1e-4)
    assert tallied(scores, left).figures()["ece"] < tallied(overconfident, left).figures()["ece"]


def test_who_says_the_same_of_all_is_as_good_as_a_coin() -> None:
    assert tallied(np.full(100, 0.3), np.arange(100) % 3 == 0).figures()["auc"] == 0.5


def test_before_both_classes_were_seen_only_labels_are_told() -> None:
    assert Tally().figures() == {"labels": 0}
    assert tallied(np.array([0.2, 0.9]), np.array([True, True])).figures() == {"labels": 2}


def test_certainty_that_was_wrong_costs_a_bounded_loss() -> None:
    figures = tallied(np.array([0.0, 1.0]), np.array([True, False])).figures()
    assert figures["log_loss"] == pytest.approx(-np.log(1e-6), abs=1e-3)
    assert figures["auc"] == 0.0


def judged(scores: Scores, left: Labels, silent_long: Labels) -> Progressive:
    column = Progressive()
    for score, label, silent in zip(scores.tolist(), left.tolist(), silent_long.tolist(), strict=True):
        column.judge(score, label, silent_long=silent)
    return column


def test_the_column_has_all_labels_those_after_the_warm_up_and_both_kinds_of_silence() -> None:
    n = WARM_UP + 700
    scores, left = drawn(4, n, 0.0)
    silent = np.arange(n) % 4 == 0
    figures = judged(scores, left, silent).figures()
    for name, part in (
        ("all_time", np.full(n, True)),
        (f"after_{WARM_UP}", np.arange(n) >= WARM_UP),
        ("silent_up_to_horizon", ~silent),
        ("silent_longer", silent),
    ):
        assert figures[name]["labels"] == part.sum()
        assert figures[name]["auc"] == pytest.approx(exact_auc(scores[part], left[part]), abs=1 / 500)


def test_recent_figures_are_weighted_sums_whose_weights_halve() -> None:
    #  Long enough for the numbers to be brought down once, which must not show.
    n = 45 * RECENT_LABELS
    rng = np.random.default_rng(5)
    scores = rng.random(n)
    left = np.where(np.arange(n) < n - 3 * RECENT_LABELS, rng.random(n) < scores, rng.random(n) > scores)
    weights = 2.0 ** ((np.arange(n) - n + 1) / RECENT_LABELS)
    recent = judged(scores, left, np.full(n, False)).figures()["recent"]
    assert recent["base_rate"] == pytest.approx(weights[left].sum() / weights.sum(), abs=1e-4)
    losses = -np.log(np.where(left, scores, 1 - scores))
    assert recent["log_loss"] == pytest.approx((weights * losses).sum() / weights.sum(), abs=1e-4)
    assert recent["labels"] == pytest.approx(weights.sum(), abs=1)
    assert recent["auc"] < 0.5


def test_what_was_written_is_read_back_the_same() -> None:
    scores, left = drawn(6, 50, 0.0)
    column = judged(scores, left, left)
    assert msgspec.json.decode(msgspec.json.encode(column), type=Progressive) == column


def test_the_curve_has_a_point_a_tenth_that_has_labels_and_its_gaps_are_the_calibration_error() -> None:
    scores, left = drawn(8, 3000, 0.4)
    column = judged(scores, left, np.arange(3000) % 3 == 0)
    curve = column.calibration()
    bins = np.minimum((scores * 10).astype(int), 9)
    assert [point["from"] for point in curve] == [b / 10 for b in np.unique(bins)]
    for point, b in zip(curve, np.unique(bins), strict=True):
        inside = bins == b
        assert point["said"] == pytest.approx(scores[inside].mean(), abs=1e-4)
        assert point["left"] == pytest.approx(left[inside].mean(), abs=1e-4)
        assert point["labels"] == inside.sum()
    gap = sum(point["labels"] * abs(point["said"] - point["left"]) for point in curve) / 3000
    assert gap == pytest.approx(column.figures()["all_time"]["ece"], abs=2e-4)


def test_after_the_warm_up_the_curve_leaves_out_what_was_before() -> None:
    n = WARM_UP + 300
    scores = np.where(np.arange(n) < WARM_UP, 0.15, 0.85)
    at_first = judged(scores[:WARM_UP], scores[:WARM_UP] > 1, scores[:WARM_UP] > 1).calibration()
    assert [(point["from"], point["labels"]) for point in at_first] == [(0.1, WARM_UP)]
    later = judged(scores, np.full(n, True), np.full(n, False)).calibration()
    assert later == ({"from": 0.8, "said": 0.85, "left": 1.0, "labels": 300},)


def test_without_labels_there_is_no_curve() -> None:
    assert Progressive().calibration() == ()


@pytest.mark.parametrize("percent", [5, 10, 20])
def test_precision_is_that_of_the_highest_scores_and_lift_is_it_over_the_base_rate(percent: int) -> None:
    scores, left = drawn(7, 4000, 0.3)
    top = np.argsort(-scores)[: len(scores) * percent // 100]
    figures = tallied(scores, left).figures()
    assert figures[f"precision_at_{percent}"] == pytest.approx(left[top].mean(), abs=0.01)
    assert figures[f"lift_at_{percent}"] == pytest.approx(left[top].mean() / left.mean(), abs=0.02)


def test_among_scores_that_are_all_the_same_no_part_is_better_than_all() -> None:
    figures = tallied(np.full(90, 0.3), np.arange(90) % 3 == 0).figures()
    assert figures["precision_at_5"] == figures["precision_at_20"] == figures["base_rate"]
    assert figures["lift_at_10"] == pytest.approx(1.0, abs=1e-3)
