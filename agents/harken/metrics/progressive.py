"""Progressive metrics of a probability: AUC, log loss, Brier score and calibration, from counts that never grow.

Each score is judged once, by its label. AUC is that of scores rounded to 1/500 (ties count half), so it needs two
histograms and no history; ECE is over ten equal bins (Guo et al. 2017, On Calibration of Modern Neural Networks,
section 2).
"""

from math import log
from typing import Final

import numpy as np
from msgspec import Struct, field

BINS: Final = 500
CALIBRATION_BINS: Final = 10
#: Figures that leave the learning curve out start after so many labels (learning.md, head of page).
WARM_UP: Final = 5000


class Tally(Struct):
    """Counts of judged scores; `left` and `stayed` are histograms over the score."""

    left: list[int] = field(default_factory=lambda: [0] * BINS)
    stayed: list[int] = field(default_factory=lambda: [0] * BINS)
    scores: list[float] = field(default_factory=lambda: [0.0] * CALIBRATION_BINS)
    labels: int = 0
    log_loss: float = 0.0
    brier: float = 0.0

    def judge(self, score: float, left: bool) -> None:
        """Take one label (True: left) of a score in (0, 1)."""
        bounded = min(max(score, 1e-6), 1 - 1e-6)
        (self.left if left else self.stayed)[min(int(bounded * BINS), BINS - 1)] += 1
        self.scores[min(int(bounded * CALIBRATION_BINS), CALIBRATION_BINS - 1)] += bounded
        self.labels += 1
        self.log_loss -= log(bounded if left else 1 - bounded)
        self.brier += (bounded - left) ** 2

    def figures(self) -> dict[str, float]:
        """What the counts say; nothing before both classes were seen."""
        left, stayed = np.array(self.left, float), np.array(self.stayed, float)
        n_left, n_stayed = left.sum(), stayed.sum()
        if not n_left or not n_stayed:
            return {"labels": self.labels}
        below = np.cumsum(stayed) - stayed
        per_bin = BINS // CALIBRATION_BINS
        counts = (left + stayed).reshape(-1, per_bin).sum(axis=1)
        gaps = np.abs(left.reshape(-1, per_bin).sum(axis=1) - np.array(self.scores))
        return {
            "labels": self.labels,
            "base_rate": round(float(n_left / self.labels), 4),
            "auc": round(float((left * (below + stayed / 2)).sum() / (n_left * n_stayed)), 4),
            "log_loss": round(self.log_loss / self.labels, 4),
            "brier": round(self.brier / self.labels, 4),
            "ece": round(float(gaps.sum() / counts.sum()), 4),
        }


class Progressive(Struct):
    """One column of figures: over all labels, and over those after the warm-up."""

    all_time: Tally = field(default_factory=Tally)
    warm: Tally = field(default_factory=Tally)

    def judge(self, score: float, left: bool) -> None:
        """Take one label of a score."""
        if self.all_time.labels >= WARM_UP:
            self.warm.judge(score, left)
        self.all_time.judge(score, left)

    def figures(self) -> dict[str, dict[str, float]]:
        """Both figures, by name."""
        return {"all_time": self.all_time.figures(), f"after_{WARM_UP}": self.warm.figures()}
