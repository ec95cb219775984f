"""Who orders within seven days: UCI (H = 90 days) and Complete Journey (30), in step, everyone with an order.

    python -m benchmarks.quality.behaviour [--data DIR]

*Stored* is what was said at the snapshot. Beside it on the same labels: recency alone (a logistic curve of it), BG/NBD
alone, and a batch logistic on all features; both regressions are refitted each month on every answer that was known.
"""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality import data
from benchmarks.quality.road import replay
from harken.activity import ActivityConfig
from harken.example import ChurnExample
from harken.features import FEATURE_NAMES
from harken.fold.config import DAY_S
from harken.metrics.progressive import Tally
from harken.models.batch_logistic import WILDEST, newton
from harken.models.model import sigmoid

Column = NDArray[np.float64]

#: Answers before the first refit, and before which none is judged.
FIRST = 500
RECENCY = FEATURE_NAMES.index("log_recency")
COLUMNS = ("labels", "base_rate", "auc", "log_loss", "ece")


class Case(NamedTuple):
    """A file, its currency and the churn model's horizon, whose third lies between two snapshots."""

    name: str
    file: str
    currency: str
    horizon_d: float


CASES = (Case("UCI Online Retail", data.UCI, "GBP", 90), Case("Complete Journey", data.JOURNEY, "USD", 30))


def answers(case: Case, folder: Path) -> Sequence[ChurnExample]:
    """All answers of a file, in the order in which they became known."""
    lines = map(data.nameless, data.lines(folder / case.file))
    config = ActivityConfig(horizon_s=case.horizon_d * DAY_S, currency=case.currency)
    return sorted(replay(lines, config).answers, key=lambda answer: (answer.known_s, answer.cause))


def judge(found: Sequence[ChurnExample]) -> dict[str, dict[str, float]]:
    """The figures of each, by name, of all answers after the first refit."""
    x = np.array([answer.features for answer in found])
    y = np.array([not answer.left for answer in found], np.float64)
    known_s, at_s = np.array([a.known_s for a in found]), np.array([a.at_s for a in found])
    months = np.array([_month(s) for s in at_s.tolist()])
    tallies = {name: Tally() for name in ("stored", "recency alone", "BG/NBD alone", "monthly batch")}
    for month in sorted(set(months.tolist())):
        here = months == month
        #  Not before the first of the month is anything of it known.
        past = known_s < _begin_s(month)
        if past.sum() < FIRST:
            continue
        batch, recency = (_refitted(x[:, cols], y, past, here) for cols in (slice(None), [RECENCY]))
        for n, at in enumerate(np.flatnonzero(here).tolist()):
            bought = not found[at].left
            for name, score in (
                ("stored", 1.0 - found[at].score),
                ("recency alone", recency[n]),
                ("BG/NBD alone", sigmoid(-found[at].prior_logit)),
                ("monthly batch", batch[n]),
            ):
                tallies[name].judge(float(score), bought)
    return {name: tally.figures() for name, tally in tallies.items()}


def _refitted(x: Column, y: Column, past: NDArray[np.bool_], here: NDArray[np.bool_]) -> Column:
    """What a logistic regression on what is past says of what is here."""
    mean, spread = x[past].mean(axis=0), x[past].std(axis=0)
    scale = np.where(spread > 1e-9, spread, np.inf)
    rows = np.column_stack((np.ones(len(x)), np.clip((x - mean) / scale, -WILDEST, WILDEST)))
    weights = newton(rows[past], y[past], np.zeros(rows.shape[1]))
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(rows[here] @ weights, -30, 30))))


def _month(at_s: float) -> int:
    day = datetime.fromtimestamp(at_s, UTC)
    return day.year * 12 + day.month - 1


def _begin_s(month: int) -> float:
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC).timestamp()


def main() -> int:
    """Measure both files, and say whether the goals are met (exit code 1 where not)."""
    folder = data.folder(__doc__, (data.UCI, data.JOURNEY))
    goals: dict[str, bool] = {}
    for case in CASES:
        began = perf_counter()
        figures = judge(answers(case, folder))
        print(f"\n{case.name}, {perf_counter() - began:.0f} s\n")
        print(f"| | {' | '.join(COLUMNS)} |\n|---{'|---' * len(COLUMNS)}|")
        for name, row in figures.items():
            print(f"| {name} | {' | '.join(str(row.get(column, '')) for column in COLUMNS)} |")
        stored, batch = figures["stored"], figures["monthly batch"]
        goals[f"{case.name}: AUC within .01 of the monthly batch, or better"] = stored["auc"] >= batch["auc"] - 0.01
        goals[f"{case.name}: AUC better than recency alone"] = stored["auc"] > figures["recency alone"]["auc"]
    print()
    for goal, met in goals.items():
        print(f"{'met   ' if met else 'MISSED'}  {goal}")
    return 0 if all(goals.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
