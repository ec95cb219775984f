"""Progressive metrics of a probability: AUC, log loss, Brier score and calibration, from counts that never grow.

Each score is judged once, by its label. AUC is that of logits rounded to 1/40 (ties count half), so it needs two
histograms and no history, and is as fine where all scores are small; ECE is over ten equal bins of probability (Guo et
al. 2017, On Calibration of Modern Neural Networks, section 2).
"""

from math import log
from typing import Final

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

BINS_PER_LOGIT: Final = 40
LAST_LOGIT: Final = 8.0
BINS: Final = int(2 * LAST_LOGIT * BINS_PER_LOGIT)
CALIBRATION_BINS: Final = 10
FLOOR: Final = 1e-6
#: Figures that leave the learning curve out start after so many labels (learning.md, head of page).
WARM_UP: Final = 5000
#: Labels after which one counts half in the recent figures.
RECENT_LABELS: Final = 2000
_GROWTH: Final = 2.0 ** (1.0 / RECENT_LABELS)
_REBASE_AT: Final = 1e12


def _zeros(n: int) -> list[float]:
    return [0.0] * n


class Tally(Struct):
    """Weights of judged scores; `left` and `stayed` are histograms over the logit, the `calibration_` ones over
    the probability: how many, the sum of their scores, how many left."""

    left: list[float] = field(default_factory=lambda: _zeros(BINS))
    stayed: list[float] = field(default_factory=lambda: _zeros(BINS))
    calibration_n: list[float] = field(default_factory=lambda: _zeros(CALIBRATION_BINS))
    calibration_score: list[float] = field(default_factory=lambda: _zeros(CALIBRATION_BINS))
    calibration_left: list[float] = field(default_factory=lambda: _zeros(CALIBRATION_BINS))
    log_loss: float = 0.0
    brier: float = 0.0

    def judge(self, score: float, left: bool, weight: float = 1.0) -> None:
        """Take one label (True: left) of a score (0 to 1); `weight` > 0."""
        bounded = min(max(score, FLOOR), 1 - FLOOR)
        logit = log(bounded / (1 - bounded))
        at = min(max(int((logit + LAST_LOGIT) * BINS_PER_LOGIT), 0), BINS - 1)
        (self.left if left else self.stayed)[at] += weight
        at = min(int(bounded * CALIBRATION_BINS), CALIBRATION_BINS - 1)
        self.calibration_n[at] += weight
        self.calibration_score[at] += weight * bounded
        self.calibration_left[at] += weight * left
        self.log_loss -= weight * log(bounded if left else 1 - bounded)
        self.brier += weight * (bounded - left) ** 2

    def scale(self, factor: float) -> None:
        """Let every label judged so far count `factor` times what it did."""
        for histogram in (
            *(self.left, self.stayed),
            *(self.calibration_n, self.calibration_score, self.calibration_left),
        ):
            histogram[:] = [count * factor for count in histogram]
        self.log_loss *= factor
        self.brier *= factor

    def figures(self, unit: float = 1.0) -> dict[str, float]:
        """What the counts say; only how many before both classes were seen.

        Parameters
        ----------
        unit : weight of the newest label.
        """
        left, stayed = np.array(self.left), np.array(self.stayed)
        n_left, n_stayed = float(left.sum()), float(stayed.sum())
        n = n_left + n_stayed
        figures: dict[str, float] = {"labels": round(n / unit)}
        if n_left and n_stayed:
            gaps = np.abs(np.array(self.calibration_left) - np.array(self.calibration_score))
            figures |= {
                "base_rate": round(n_left / n, 4),
                "auc": round(_auc(left, stayed), 4),
                "log_loss": round(self.log_loss / n, 4),
                "brier": round(self.brier / n, 4),
                "ece": round(float(gaps.sum()) / n, 4),
            }
        return figures


class Progressive(Struct):
    """One column of figures: over all labels, those after the warm-up, the recent ones, and those of customers who
    had been silent for up to a horizon or for longer (learning.md, 1.1: the population decides the figures)."""

    labels: int = 0
    all_time: Tally = field(default_factory=Tally)
    warm: Tally = field(default_factory=Tally)
    recent: Tally = field(default_factory=Tally)
    recent_weight: float = 1.0
    silent_short: Tally = field(default_factory=Tally)
    silent_long: Tally = field(default_factory=Tally)

    def judge(self, score: float, left: bool, *, silent_long: bool) -> None:
        """Take one label of a score; `silent_long` says whether the customer had been silent for over a horizon."""
        if self.labels >= WARM_UP:
            self.warm.judge(score, left)
        self.labels += 1
        self.all_time.judge(score, left)
        (self.silent_long if silent_long else self.silent_short).judge(score, left)
        self.recent_weight *= _GROWTH
        self.recent.judge(score, left, self.recent_weight)
        if self.recent_weight > _REBASE_AT:
            self.recent.scale(1.0 / self.recent_weight)
            self.recent_weight = 1.0

    def figures(self) -> dict[str, dict[str, float]]:
        """All figures, by name."""
        return {
            "all_time": self.all_time.figures(),
            f"after_{WARM_UP}": self.warm.figures(),
            "recent": self.recent.figures(self.recent_weight),
            "silent_up_to_horizon": self.silent_short.figures(),
            "silent_longer": self.silent_long.figures(),
        }


def _auc(left: NDArray[np.float64], stayed: NDArray[np.float64]) -> float:
    """The chance that who left had the higher score (Mann-Whitney), from histograms."""
    below = np.cumsum(stayed) - stayed
    return float((left * (below + stayed / 2)).sum() / (left.sum() * stayed.sum()))
