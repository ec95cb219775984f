"""The blend of recommendations and every source beside it on real data: docs/results/recommend.md.

By the harness of `benchmarks.quality.sources`; what is learned is all of each file, what is judged is a sample. The
learner's rate is that of `benchmarks.quality.served`.
"""

from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.quality import data
from benchmarks.quality.panel import ALL, SERVED, Panel
from benchmarks.quality.served import Served, rate
from benchmarks.quality.sources import BASKETS, FIGURES, INVOICES, LINES, SAMPLES, Trial, cases, heads, judge, table
from benchmarks.real.report import Report
from harken.recommend.blend import Blend
from harken.recommend.sources.own import Own, OwnEver
from harken.recommend.sources.together import Together

#: Behind by no more than this is a tie (learning.md).
TIE: Final = 0.01
#: Above the better of personal frequencies by so much.
AHEAD: Final = 1.03
#: Items taken that the learner is to learn of in a second: with the blend, and with lists alone.
FASTEST: Final = {True: 5_000, False: 15_000}


#: By contender; HR@10 and MRR@10, or PHR@10 and Recall@10.
Figures = Mapping[str, tuple[float, float]]


class Case(NamedTuple):
    """One file: its title, what is to be reached of its figures, how many lines tell the learner's rate."""

    title: str
    name: str
    goals: Mapping[str, tuple[float | None, float | None]]
    timed: int
    currency: str


CASES: Final = (
    Case("E-shop clicks", data.ESHOP, {LINES: (0.44, 0.19)}, 10_000, "GBP"),
    Case("UCI Online Retail", data.UCI, {LINES: (0.313, None), INVOICES: (None, None)}, 1_000, "GBP"),
    Case("Complete Journey", data.JOURNEY, {BASKETS: (None, None)}, 2_000, "USD"),
)
TITLES: Final = {
    LINES: "the next new item, line by line",
    INVOICES: "new items of the next invoice",
    BASKETS: "the next basket",
}


def recommend(report: Report, folder: Path, done: Callable[[], None]) -> None:
    """All files.

    Parameters
    ----------
    folder : of the data.
    done : called after each file: they take long, and what is measured is measured.
    """
    for case in CASES:
        print(f"{case.title} ...", flush=True)
        trial = judge(folder / case.name)
        for what, panel in trial.panels.items():
            _panel(report, case, what, panel)
        _rates(report, case, trial, folder)
        done()


def _panel(report: Report, case: Case, what: str, panel: Panel) -> None:
    report.section(f"{case.title}: {TITLES[what]}")
    report.fact("cases judged", f"{cases(panel, ALL):,}, one in {SAMPLES[case.name][what].one_in}")
    found = {name: one.figures() for name, one in panel.judges[ALL].items()}
    for blend in (Blend.name, SERVED):
        for n, (figure, least) in enumerate(zip(FIGURES[what], case.goals[what], strict=True)):
            if least is not None:
                _least(report, f"{blend}: {figure}", found[blend][n], least)
        if what == INVOICES:
            beside = f"{blend}: {FIGURES[what][0]}, at or above {Together.name}"
            _least(report, beside, found[blend][0], found[Together.name][0])
        if what == BASKETS:
            _ahead(report, blend, found)
        _tied(report, blend, what, found)
    report.table(tuple(heads(panel, what)), table(panel))


def _ahead(report: Report, blend: str, found: Figures) -> None:
    """So many times the better of personal frequency and what fades of it."""
    for n, figure in enumerate(FIGURES[BASKETS]):
        times = found[blend][n] / (max(found[Own.name][n], found[OwnEver.name][n]) or 1.0)
        _least(report, f"{blend}: {figure} as a multiple of personal frequency's", times, AHEAD)


def _least(report: Report, name: str, found: float, least: float) -> None:
    report.goal(name, found, found >= least, f">= {least:.3f}")


def _tied(report: Report, blend: str, what: str, found: Figures) -> None:
    """Best of all sources, or no more than a tie behind."""
    names = [name for name in found if name not in {Blend.name, SERVED}]
    for n, figure in enumerate(FIGURES[what]):
        best = max(names, key=lambda name: found[name][n])
        behind = found[best][n] - found[blend][n]
        report.goal(f"{blend}: {figure} behind {best}, the best source", behind, behind <= TIE, f"<= {TIE:g}")


def _rates(report: Report, case: Case, trial: Trial, folder: Path) -> None:
    report.section(f"{case.title}: how fast it is learned")
    run = Served(blends=True, currency=case.currency)
    run.run(islice(data.lines(folder / case.name), case.timed))
    report.fact("learned from", f"{run.learned:,} items taken, published after every hundred events")
    for chooses, least in FASTEST.items():
        found = rate(run.turns, chooses=chooses)
        name = "with the blend" if chooses else "co-visitation and popularity alone"
        report.goal(f"items a second of the processor, {name}", round(found), found >= least, f">= {least:,}")
    report.fact("all sources of the tables, microseconds an item", f"{trial.learn_s / trial.learned * 1e6:.0f}")
