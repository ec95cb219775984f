"""Churn on UCI Online Retail, in step, H = 90 days, everyone with an order; learning.md, 1 has the goals.

    python -m benchmarks.quality.churn [--data DIR]

Stored scores are those given at the time, re-scored ones are of the model as it was when the label came. Then every
model of `MODELS` as a challenger: *at the time* is the model as it was when the score was given, worked out later.
"""

import sys
from time import perf_counter

from benchmarks.quality import data
from benchmarks.quality.road import replay
from harken.activity import ActivityConfig
from harken.card import read_card
from harken.fold.config import DAY_S
from harken.learning.config import LearnerConfig
from harken.models.learners import MODELS

TOLD = ("labels", "auc", "log_loss", "ece", "precision_at_10", "lift_at_10")
COLUMNS = ("labels", "base_rate", "auc", "log_loss", "brier", "ece")


def main() -> int:
    """Replay, print a table, and say whether the goals are met (exit code 1 where not)."""
    path = data.folder(__doc__) / data.UCI
    began = perf_counter()
    everyone = LearnerConfig(tuple(model.name for model in MODELS))
    road = replay(data.lines(path), ActivityConfig(horizon_s=90 * DAY_S), learning=everyone)
    card = read_card({name: value.decode() for name, value in road.publication.hashes["model:churn"].items()})
    metrics = card.metrics
    print(
        f"{len(road.customers):,} customers, {card.labels} labels, {road.alerts:,} alerts, {card.version}, ",
        end="",
    )
    print(f"{perf_counter() - began:.0f} s\n\n| | {' | '.join(COLUMNS)} |\n|---{'|---' * len(COLUMNS)}|")
    for kind, columns in metrics.items():
        for name, figures in columns.items():
            print(f"| {kind}, {name} | {' | '.join(str(figures.get(column, '')) for column in COLUMNS)} |")
    print(f"\n| model, labels | {' | '.join(TOLD)} |\n|---{'|---' * len(TOLD)}|")
    for name, model in card.models.items():
        for part in ("all_time", "after_5000"):
            for kind, column in (("at the time", model.recalled), ("re-scored", model.rescored)):
                numbers = [str(column[part].get(what, "")) for what in TOLD]
                print(f"| {name}, {part}, {kind} | {' | '.join(numbers)} |")
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
