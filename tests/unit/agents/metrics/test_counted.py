"""Figures of forecasts of counts, against the same from all labels at once."""

import numpy as np
import pytest

from harken.metrics.counted import Counted
from harken.metrics.progressive import RECENT_LABELS


def test_the_sums_say_what_all_labels_at_once_say() -> None:
    rng = np.random.default_rng(2)
    expected = rng.gamma(2.0, 1.0, 500)
    actual = rng.poisson(expected * 1.2).astype(float)
    column = Counted()
    for said, came in zip(expected.tolist(), actual.tolist(), strict=True):
        column.judge(said, came)
    figures = column.figures()["all_time"]
    surprise = np.where(actual > 0, actual * np.log(np.maximum(actual, 1) / expected), 0.0)
    assert figures["labels"] == 500
    assert figures["deviance"] == pytest.approx(2 * np.mean(surprise - actual + expected), abs=1e-4)
    assert figures["actual_over_expected"] == pytest.approx(actual.sum() / expected.sum(), abs=1e-4)
    assert figures["correlation"] == pytest.approx(np.corrcoef(expected, actual)[0, 1], abs=1e-4)


def test_a_season_shows_in_the_recent_figures_first() -> None:
    column = Counted()
    for n in range(4 * RECENT_LABELS):
        column.judge(2.0, 3.0 if n >= 3 * RECENT_LABELS else 2.0)
    assert column.figures()["all_time"]["actual_over_expected"] == pytest.approx(9 / 8)
    assert column.figures()["recent"]["actual_over_expected"] == pytest.approx(1.27, abs=0.01)


def test_weights_that_are_scaled_change_no_figure() -> None:
    column = Counted()
    for n in range(50 * RECENT_LABELS):
        column.judge(1.0, float(n % 3))
    assert column.recent_weight < 1e12
    assert column.figures()["recent"]["actual_over_expected"] == pytest.approx(1.0, abs=0.01)


def test_before_any_label_there_is_only_their_number() -> None:
    assert Counted().figures() == {"all_time": {"labels": 0}, "recent": {"labels": 0}}
    column = Counted()
    column.judge(0.0, 1.0)
    assert "correlation" not in column.figures()["all_time"]
