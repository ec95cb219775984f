"""Churn on UCI Online Retail, in step, H = 90 days, everyone with an order; learning.md, 1 has the goals.

    python -m benchmarks.quality.churn [--data DIR]

Stored scores are those given at the time, re-scored ones are of the model as it was when the label came.
"""

import json
import sys
from time import perf_counter
from typing import Any

from benchmarks.quality import data
from benchmarks.quality.road import replay
from harken.activity import ActivityConfig
from harken.fold.config import DAY_S

COLUMNS = ("labels", "base_rate", "auc", "log_loss", "brier", "ece")


def main() -> int:
    """Replay, print a table, and say whether the goals are met (exit code 1 where not)."""
    path = data.folder(__doc__) / data.UCI
    began = perf_counter()
    road = replay(data.lines(path), ActivityConfig(horizon_s=90 * DAY_S))
    card = {name: value.decode() for name, value in road.publication.hashes["model:churn"].items()}
    metrics: dict[str, dict[str, dict[str, Any]]] = json.loads(card["metrics"])
    print(
        f"{len(road.customers):,} customers, {card['labels']} labels, {road.alerts:,} alerts, {card['version']}, ",
        end="",
    )
    print(f"{perf_counter() - began:.0f} s\n\n| | {' | '.join(COLUMNS)} |\n|---{'|---' * len(COLUMNS)}|")
    for kind, columns in metrics.items():
        for name, figures in columns.items():
            print(f"| {kind}, {name} | {' | '.join(str(figures.get(column, '')) for column in COLUMNS)} |")
    stored, rescored = metrics["stored"]["after_5000"], metrics["rescored"]["all_time"]
    goals = {
        "stored AUC after 5,000 labels >= .735": stored["auc"] >= 0.735,
        "stored log loss after 5,000 labels <= .60": stored["log_loss"] <= 0.60,
        "re-scored AUC within .01 of .750": abs(rescored["auc"] - 0.750) <= 0.01,
        "re-scored log loss within .02 of .585": abs(rescored["log_loss"] - 0.585) <= 0.02,
    }
    print()
    for goal, met in goals.items():
        print(f"{'met   ' if met else 'MISSED'}  {goal}")
    return 0 if all(goals.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
