"""Every churn model on real data, and what the champion's alerts were worth: docs/results/churn.md.

In step, by the road of a backtest, which is the lanes' and the learner's own work; where UCI went through a real Kafka
as well, both must agree in every figure. Lines of orders come without the names of their items: what is recommended is
no part of this page.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from time import time
from typing import Any, Final, NamedTuple

from benchmarks.quality import data
from benchmarks.real.report import Report
from harken.backtest.run import Backtest, in_step, run_backtest
from harken.card import ChurnCard, Figures, ModelCard, read_card
from harken.models.forest import Forest
from harken.models.learners import MODELS
from harken.models.shadow import Shadow
from harken.settings import Settings, load_settings

WARM: Final = "after_5000"
ALL: Final = "all_time"
#: Ahead by more than this is better (learning.md: less is a tie).
TIE: Final = 0.005
#: Refitted on a sample, so it is no online challenger.
BATCH: Final = "batch"


class Goal(NamedTuple):
    """What the champion is to reach: a figure of a column and part, at least (or, of losses, at most) so much."""

    column: str
    part: str
    figure: str
    least: float | None = None
    most: float | None = None

    def of(self, report: Report, found: float) -> None:
        """One row."""
        wanted = f">= {self.least:g}" if self.least is not None else f"<= {self.most:g}"
        met = found >= self.least if self.least is not None else found <= (self.most or 0.0)
        report.goal(f"{self.column}, {PARTS[self.part]}: {self.figure.replace('_', ' ')}", found, met, wanted)


class Case(NamedTuple):
    """One data set at one horizon."""

    title: str
    name: str
    horizon_d: int
    currency: str
    goals: tuple[Goal, ...]


PARTS: Final = {ALL: "all labels", WARM: "after 5,000"}
CASES: Final = (
    Case(
        "UCI Online Retail, H = 90",
        data.UCI,
        90,
        "GBP",
        (
            Goal("rescored", ALL, "auc", least=0.750),
            Goal("rescored", ALL, "log_loss", most=0.585),
            Goal("stored", WARM, "auc", least=0.740),
            Goal("stored", WARM, "log_loss", most=0.595),
            Goal("stored", WARM, "ece", most=0.03),
            Goal("stored", WARM, "lift_at_10", least=1.4),
        ),
    ),
    Case(
        "UCI Online Retail, H = 30",
        data.UCI,
        30,
        "GBP",
        (Goal("rescored", ALL, "auc", least=0.749), Goal("rescored", ALL, "log_loss", most=0.500)),
    ),
    Case(
        "Complete Journey, H = 30",
        data.JOURNEY,
        30,
        "USD",
        (Goal("stored", WARM, "lift_at_10", least=1.5),),
    ),
)

def churn(
    report: Report, folder: Path, live: Mapping[str, str] | None, cases: Sequence[Case], done: Callable[[], None]
) -> None:
    """These cases.

    Parameters
    ----------
    folder : of the data.
    live : the card of the replay through real services (UCI, H = 90), where there was one.
    done : called after each case: they take long, and what is measured is measured.
    """
    for case in cases:
        print(f"{case.title} ...", flush=True)
        found = _backtest(case, folder / case.name)
        card = read_card({name: value.decode() for name, value in asyncio.run(found.road.card()).items()})
        report.section(case.title)
        report.fact("churn labels", f"{card.labels:,} (left: {card.metrics['stored'][ALL]['base_rate']:.3f})")
        if live is not None and (case.name, case.horizon_d) == (data.UCI, 90):
            _agrees(report, read_card(live), card)
        for goal in case.goals:
            goal.of(report, card.metrics[goal.column][goal.part][goal.figure])
        _contest(report, card)
        _alerts(report, found.result)
        report.table(("model", *_heads()), _rows(card))
        done()


def _backtest(case: Case, path: Path) -> Backtest:
    models = ",".join(model.name for model in MODELS[1:] if model is not Forest)
    settings: Settings = load_settings(
        {
            "HARKEN_CHURN_HORIZON_D": str(case.horizon_d),
            "HARKEN_CURRENCY": case.currency,
            "HARKEN_CHALLENGERS": models,
        }
    )
    lines = (data.nameless(line) for line in data.lines(path))
    return asyncio.run(run_backtest(in_step(settings), lines, time()))


def _agrees(report: Report, live: ChurnCard, card: ChurnCard) -> None:
    """The champion as it came out of both roads: its name tells all it has learned, its figures all it has said."""
    report.goal("labels, as live through Kafka and Redis", card.labels, card.labels == live.labels, f"{live.labels:,}")
    differ = [
        f"{column}, {part}, {name}: {figure} here, {live.metrics[column][part].get(name)} live"
        for column, parts in card.metrics.items()
        for part, figures in parts.items()
        for name, figure in figures.items()
        if figure != live.metrics[column][part].get(name)
    ]
    if card.version != live.version:
        differ.append(f"version {card.version} here, {live.version} live")
    report.none("figures of the champion, and its version, that differ from those live", differ)


def _contest(report: Report, card: ChurnCard) -> None:
    """The champion beside the best single online challenger, and beside the batch."""
    champion = card.models[card.champion]
    for column, part in (("recalled", WARM), ("rescored", ALL)):
        own = _auc(champion, column, part)
        singles = {
            name: _auc(model, column, part)
            for name, model in card.models.items()
            if name not in {card.champion, BATCH, "stack", Shadow.name} and part in getattr(model, column)
        }
        ranked = {name: auc for name, auc in singles.items() if auc is not None}
        best = max(ranked, key=lambda name: ranked[name])
        said = "at the time" if column == "recalled" else column
        assert own is not None
        behind = round(ranked[best] - own, 4)
        name = f"{said}, {PARTS[part]}: AUC behind {best}, the best online one"
        report.goal(name, behind, behind <= TIE, f"<= {TIE:g}")
        batch = _auc(card.models[BATCH], column, part)
        if batch is not None:
            report.fact(f"{said}, {PARTS[part]}: AUC behind {BATCH}", f"{batch - own:+.4f}")


def _auc(model: ModelCard, column: str, part: str) -> float | None:
    figures: Figures = getattr(model, column)
    return figures[part].get("auc")


def _alerts(report: Report, result: Mapping[str, Any]) -> None:
    alerts, churn = result["alerts"], result["churn_alerts"]
    years = alerts["customer_years"]
    raised = churn["raised"]
    report.fact("churn alerts raised, for each customer and year", f"{raised / years:.3f} ({raised:,})")
    report.fact("alerts of all kinds, for each customer and year", f"{alerts['raised_per_customer_and_year']:.3f}")
    if churn["lift"] is None:
        report.fact("churn alerts: precision", "none was raised whose horizon is over")
    else:
        report.fact("churn alerts: precision, over the base rate", f"{churn['precision']:.3f}, {churn['lift']:.2f}")
    if churn["departures"]:
        report.fact("departures that an alert came before", f"{churn['recall']:.3f} of {churn['departures']:,}")
    if churn["lead_d"] is not None:
        report.fact("lead of these alerts, median", f"{churn['lead_d']:.1f} days")


def _heads() -> Iterator[str]:
    yield "at the time, after 5,000: AUC / log loss / ECE"
    yield "precision, lift at 10 %"
    yield "re-scored, all labels: AUC / log loss"
    yield "re-scored, after 5,000: AUC / log loss / ECE"
    yield "precision, lift at 10 %"


def _rows(card: ChurnCard) -> Iterator[tuple[str, ...]]:
    for name, model in card.models.items():
        said, now, ever = model.recalled[WARM], model.rescored[WARM], model.rescored[ALL]
        yield (
            f"**{name}**" if name == card.champion else name,
            _said(said, "auc", "log_loss", "ece"),
            _said(said, "precision_at_10", "lift_at_10"),
            _said(ever, "auc", "log_loss"),
            _said(now, "auc", "log_loss", "ece"),
            _said(now, "precision_at_10", "lift_at_10"),
        )


def _said(figures: Mapping[str, float], *names: str) -> str:
    return " / ".join(f"{figures[name]:.4f}" for name in names) if "auc" in figures else ""
