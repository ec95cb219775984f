"""Progressive metrics of a probability: AUC, log loss, Brier score and calibration, from counts that never grow.

Each score is judged once, by its label. AUC is that of logits rounded to 1/40 (ties count half), so it needs two
histograms and no history, and is as fine where all scores are small; ECE is over ten equal bins of probability (Guo et
al. 2017, On Calibration of Modern Neural Networks, section 2).
"""

from collections.abc import Sequence
from math import log
from typing import Final, NamedTuple

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
#: Precision and lift are told of so many of a hundred customers, those with the highest scores.
TOPS: Final = (5, 10, 20)


def _zeros(n: int) -> list[float]:
    return [0.0] * n


class Judged(NamedTuple):
    """One label of one score, ready to be counted: its places in both histograms, and its losses."""

    left: bool
    at: int
    calibration_at: int
    score: float
    log_loss: float
    brier: float


def judged(score: float, left: bool) -> Judged:
    """A label (True: left) of a score (0 to 1)."""
    bounded = score if FLOOR <= score <= 1 - FLOOR else min(max(score, FLOOR), 1 - FLOOR)
    logit = log(bounded / (1 - bounded))
    at = int((logit + LAST_LOGIT) * BINS_PER_LOGIT)
    calibration_at = int(bounded * CALIBRATION_BINS)  # of 1 - FLOOR it is the last
    return Judged(
        left,
        at if 0 <= at < BINS else min(max(at, 0), BINS - 1),
        calibration_at,
        bounded,
        -log(bounded if left else 1 - bounded),
        (bounded - left) ** 2,
    )


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
        self.take(judged(score, left), weight)

    def take(self, label: Judged, weight: float = 1.0) -> None:
        """The same, where several tallies count one label."""
        left, at, calibration_at, score, log_loss, brier = label
        (self.left if left else self.stayed)[at] += weight
        self.calibration_n[calibration_at] += weight
        self.calibration_score[calibration_at] += weight * score
        if left:
            self.calibration_left[calibration_at] += weight
        self.log_loss += weight * log_loss
        self.brier += weight * brier

    def scale(self, factor: float) -> None:
        """Let every label judged so far count `factor` times what it did."""
        for histogram in self.histograms():
            histogram[:] = [count * factor for count in histogram]
        self.log_loss *= factor
        self.brier *= factor

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        both = Tally(log_loss=self.log_loss + other.log_loss, brier=self.brier + other.brier)
        for into, mine, theirs in zip(both.histograms(), self.histograms(), other.histograms(), strict=True):
            into[:] = [a + b for a, b in zip(mine, theirs, strict=True)]
        return both

    def histograms(self) -> tuple[list[float], ...]:
        """All of them, in the order of the fields."""
        return (self.left, self.stayed, self.calibration_n, self.calibration_score, self.calibration_left)

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
            for percent in TOPS:
                precision = _precision(left, stayed, percent / 100)
                figures[f"precision_at_{percent}"] = round(precision, 4)
                figures[f"lift_at_{percent}"] = round(precision / (n_left / n), 4)
        return figures


class Progressive(Struct):
    """One column of figures: over all labels, those after the warm-up, the recent ones, and those of customers who
    had been silent for up to a horizon or for longer (learning.md, 1.1: the population decides the figures)."""

    labels: int = 0
    warm: Tally = field(default_factory=Tally)
    recent: Tally = field(default_factory=Tally)
    recent_weight: float = 1.0
    silent_short: Tally = field(default_factory=Tally)
    silent_long: Tally = field(default_factory=Tally)

    def judge(self, score: float, left: bool, *, silent_long: bool) -> None:
        """Take one label of a score; `silent_long` says whether the customer had been silent for over a horizon."""
        label = judged(score, left)
        if self.labels >= WARM_UP:
            self.warm.take(label)
        self.labels += 1
        (self.silent_long if silent_long else self.silent_short).take(label)
        self.recent_weight *= _GROWTH
        self.recent.take(label, self.recent_weight)
        if self.recent_weight > _REBASE_AT:
            self.recent.scale(1.0 / self.recent_weight)
            self.recent_weight = 1.0

    def figures(self) -> dict[str, dict[str, float]]:
        """All figures, by name."""
        return {
            "all_time": self.silent_short.plus(self.silent_long).figures(),
            f"after_{WARM_UP}": self.warm.figures(),
            "recent": self.recent.figures(self.recent_weight),
            "silent_up_to_horizon": self.silent_short.figures(),
            "silent_longer": self.silent_long.figures(),
        }

    def calibration(self) -> tuple[dict[str, float], ...]:
        """The curve after the warm-up, or of all labels where there are no more."""
        return calibration(self.warm) if self.labels > WARM_UP else calibration(self.silent_short, self.silent_long)


def calibration(*tallies: Tally) -> tuple[dict[str, float], ...]:
    """The calibration curve of all of these together, a point a bin that has labels, in order.

    `from` is where the bin begins, `said` the mean of its scores, `left` the share that left, `labels` how many.
    """
    n = _sums([one.calibration_n for one in tallies])
    said = _sums([one.calibration_score for one in tallies])
    left = _sums([one.calibration_left for one in tallies])
    return tuple(
        {
            "from": at / CALIBRATION_BINS,
            "said": round(said[at] / n[at], 4),
            "left": round(left[at] / n[at], 4),
            "labels": round(n[at]),
        }
        for at in range(CALIBRATION_BINS)
        if n[at]
    )


def _sums(histograms: Sequence[Sequence[float]]) -> list[float]:
    return [sum(bins) for bins in zip(*histograms, strict=True)]


def _precision(left: NDArray[np.float64], stayed: NDArray[np.float64], share: float) -> float:
    """The share of those who left among the `share` (0 to 1) of all with the highest scores, from histograms.

    Of those in the bin where the share ends, as many count as are wanted, those who left as often as in all of the bin.
    """
    wanted = share * float(left.sum() + stayed.sum())
    both = (left + stayed)[::-1]
    upto = np.cumsum(both)
    last = int(np.searchsorted(upto, wanted))
    inside = (wanted - (upto[last] - both[last])) / both[last] if both[last] else 0.0
    from_top = left[::-1]
    return float(from_top[:last].sum() + inside * from_top[last]) / wanted


def _auc(left: NDArray[np.float64], stayed: NDArray[np.float64]) -> float:
    """The chance that who left had the higher score (Mann-Whitney), from histograms."""
    below = np.cumsum(stayed) - stayed
    return float((left * (below + stayed / 2)).sum() / (left.sum() * stayed.sum()))
