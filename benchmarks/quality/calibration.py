"""Whether it pays to put churn scores right after the fact, on UCI (H = 90) and Complete Journey (H = 30), in step.

    python -m benchmarks.quality.calibration [--data DIR]

*Stored* is what was said at the time. The contest's line `platt` learns beside the champion and is judged as it would
have scored. Then three ways on the stored scores themselves, each knowing at every score only the labels that were
known by then: Platt's slope and offset by AdaGrad; isotonic regression and beta calibration (Kull, Silva Filho & Flach
2017, Beta calibration, AISTATS) on the last 5,000 labels, fitted anew every 200. Figures of the labels after the first
5,000.
"""

import sys
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from benchmarks.quality import data
from benchmarks.quality.road import replay
from harken.activity import ActivityConfig
from harken.card import read_card
from harken.example import ChurnExample
from harken.fold.config import DAY_S
from harken.learning.config import LearnerConfig
from harken.metrics.progressive import Progressive

Column = NDArray[np.float64]
#: From scores and labels of the past, and scores of now, to better ones.
Fit = Callable[[Column, Column, Column], Column]

WINDOW: Final = 5000
ANEW_EVERY: Final = 200
TOLD: Final = ("labels", "auc", "log_loss", "ece")
RUNS: Final = ((data.UCI, 90, "GBP"), (data.JOURNEY, 30, "USD"))


def main() -> int:
    """Replay both, print a table; exit code 1 where a way did better by log loss, so that somebody looks again."""
    folder = data.folder(__doc__, [name for name, *_ in RUNS])
    better = []
    print(f"| data, way | {' | '.join(TOLD)} |\n|---{'|---' * len(TOLD)}|")
    for name, horizon_d, currency in RUNS:
        lines = (data.nameless(line) for line in data.lines(folder / name))
        config = ActivityConfig(horizon_s=horizon_d * DAY_S, currency=currency)
        road = replay(lines, config, learning=LearnerConfig(("logistic", "platt")))
        card = read_card({key: value.decode() for key, value in road.publication.hashes["model:churn"].items()})
        rows = {
            "stored": card.metrics["stored"]["after_5000"],
            "logistic, in the contest": card.models["logistic"].recalled["after_5000"],
            "platt, in the contest": card.models["platt"].recalled["after_5000"],
            **{way: judge(road.labels, fit) for way, fit in WAYS.items()},
        }
        for way, figures in rows.items():
            print(f"| {name.split('.')[0]}, {way} | {' | '.join(f'{figures[what]:g}' for what in TOLD)} |", flush=True)
            if figures["log_loss"] < rows["stored"]["log_loss"] - 0.001:
                better.append(f"{name}, {way}")
    print("\n".join(f"better: {way}" for way in better))
    return 1 if better else 0


def judge(labels: list[ChurnExample], fit: Fit) -> dict[str, float]:
    """The figures of stored scores that were put right by what was known when each was given."""
    labels = sorted(labels, key=lambda label: label.known_s)
    scores, left = np.array([label.score for label in labels]), np.array([float(label.left) for label in labels])
    known = np.searchsorted([label.known_s for label in labels], [label.at_s for label in labels], side="right")
    found, fitted_at = scores.copy(), known // ANEW_EVERY * ANEW_EVERY
    for until in np.unique(fitted_at[fitted_at >= WINDOW // 2]):
        now, past = fitted_at == until, slice(max(0, until - WINDOW), until)
        found[now] = fit(scores[past], left[past], scores[now])
    column = Progressive()
    for label, score in zip(labels, found.tolist(), strict=True):
        column.judge(score, label.left, silent_long=label.silent_s > label.known_s - label.at_s)
    figures: dict[str, float] = column.figures()["after_5000"]
    return figures


def isotonic(scores: Column, left: Column, now: Column) -> Column:
    """The steps that fit best and never fall, joined by lines; never quite sure."""
    order = np.argsort(scores, kind="stable")
    return np.asarray(np.clip(np.interp(now, scores[order], isotonic_regression(left[order]).x), 0.005, 0.995))


def beta(scores: Column, left: Column, now: Column) -> Column:
    """Three numbers on the logarithms of both probabilities, by Newton's method, drawn a little to no change."""
    weights = same = np.array([1.0, 1.0, 0.0])
    rows = _logs(scores)
    for _ in range(20):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = (rows * (chance * (1 - chance))[:, None]).T @ rows + 1e-3 * np.eye(3)
        weights = weights - np.linalg.solve(slope, rows.T @ (chance - left) + 1e-3 * (weights - same))
    return np.asarray(1 / (1 + np.exp(-_logs(now) @ weights)))


def platt(scores: Column, left: Column, now: Column) -> Column:
    """Slope and offset on the logit, one label at a time."""
    line, squares = np.array([1.0, 0.0]), np.full(2, 1e-8)
    for row, label in zip(_logits(scores), left, strict=True):
        gradient = (1 / (1 + np.exp(-row @ line)) - label) * row
        squares += gradient**2
        line -= 0.01 / np.sqrt(squares) * gradient
    return np.asarray(1 / (1 + np.exp(-_logits(now) @ line)))


def _logs(scores: Column) -> Column:
    bounded = np.clip(scores, 1e-6, 1 - 1e-6)
    return np.column_stack((np.log(bounded), -np.log(1 - bounded), np.ones_like(bounded)))


def _logits(scores: Column) -> Column:
    logs = _logs(scores)
    return np.column_stack((logs[:, 0] + logs[:, 1], logs[:, 2]))


WAYS: Final[dict[str, Fit]] = {
    "platt on stored": platt,
    "isotonic on stored": isotonic,
    "beta on stored": beta,
}

if __name__ == "__main__":
    sys.exit(main())
