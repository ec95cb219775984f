"""What is run and what is held against it."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.real.compare import against_file, differences
from benchmarks.real.quality import WARM_UP, churn_examples, churn_figures, next_item, visit_examples
from benchmarks.real.recount import recount
from benchmarks.real.report import Report
from benchmarks.real.run import Run

DAY_S = 86_400.0
KILLS = 3
Make = Callable[[str, int, float], Run]
Documents = dict[str, dict[str, Any]]


def uci(report: Report, make: Make, path: Path) -> tuple[Documents, Mapping[str, str]]:
    """UCI in step: every line accounted for, documents as the file says, churn and recommendations as designed; the
    documents, and the churn card."""
    run = make("uci", 1, DAY_S)
    sent = run.fill(path)
    run.work()
    lines, anonymous, expected = recount(path)
    documents = run.documents()
    report.section("UCI Online Retail, in step, two workers and a learner")
    report.fact("replay in step", f"{run.took_s:.0f} s")
    report.goal("lines of the file", lines, lines == 541_909, "541,909")
    report.goal("lines sent or refused", sent.sent_lines + sum(sent.refused.values()), True, "all")
    for reason, count in sent.refused.items():
        report.goal(f"lines refused: {reason}", count, count == anonymous == 135_080, "135,080")
    events = sum(sent.sent.values())
    applied = sum(d["activity"]["orders"] + d["activity"]["cancels"] for d in documents.values())
    report.goal("events applied", applied, applied == events, f"{events:,}")
    report.goal("dead letters", len(run.records("dead-letters")), not run.records("dead-letters"), "0")
    report.goal("customer documents", len(documents), len(documents) == 4372, "4,372")
    report.none("documents that differ from a recount with csv and dict", against_file(documents, expected))
    _churn(report, run)
    _recommend(report, run, goal=0.30, invoices=True)
    return documents, run.card("churn")


def _churn(report: Report, run: Run) -> None:
    examples = churn_examples(run.records("examples"))
    everyone, warm = churn_figures(examples), churn_figures(examples[WARM_UP:])
    horizon_s = run.settings.churn_horizon_d * DAY_S
    report.fact("churn labels", f"{everyone.labels:,} (left: {everyone.base_rate:.3f})")
    report.fact("stored, all labels: AUC / log loss / ECE", _three(everyone))
    report.goal(f"stored AUC after {WARM_UP:,} labels", warm.auc, warm.auc >= 0.735, ">= .735")
    report.goal(f"stored log loss after {WARM_UP:,} labels", warm.log_loss, warm.log_loss <= 0.60, "<= .60")
    report.fact(f"stored ECE after {WARM_UP:,} labels", f"{warm.ece:.3f}")
    for name, part in (
        ("silent up to H", [e for e in examples[WARM_UP:] if e.silent_s <= horizon_s]),
        ("silent for longer", [e for e in examples[WARM_UP:] if e.silent_s > horizon_s]),
    ):
        figures = churn_figures(part)
        report.fact(f"... {name}: AUC / log loss / ECE", f"{_three(figures)} ({figures.labels:,} labels)")
    rescored = json.loads(run.card("churn")["metrics"])["rescored"]["all_time"]
    report.goal("re-scored AUC, all labels", rescored["auc"], abs(rescored["auc"] - 0.750) <= 0.01, ".750 +- .01")
    loss = rescored["log_loss"]
    report.goal("re-scored log loss, all labels", loss, abs(loss - 0.585) <= 0.02, ".585 +- .02")


def _three(figures: Any) -> str:
    return f"{figures.auc:.3f} / {figures.log_loss:.3f} / {figures.ece:.3f}"


def _recommend(report: Report, run: Run, goal: float, *, invoices: bool) -> None:
    customers = {
        (partition, topic, offset): (key or b"").decode()
        for topic in ("purchases", "clicks")
        for partition, offset, key, _ in run.records(topic)
    }
    line, with_history, event = next_item(visit_examples(run.records("examples")), customers)
    name = f"HR@10, next new item, line by line ({line.judged:,} judged)"
    report.goal(name, line.hit_rate, line.hit_rate >= goal, f">= {goal:.2f}")
    report.fact(f"... without first lines ({with_history.judged:,} judged)", f"{with_history.hit_rate:.3f}")
    if invoices:
        report.fact(f"HR@10, new items of the next invoice ({event.judged:,} judged)", f"{event.hit_rate:.3f}")


def restarts(report: Report, make: Make, path: Path, undisturbed: Documents) -> None:
    """The same with `kill -9`, in step and at full speed."""
    report.section(f"Restarts: an activity worker killed by -9 {KILLS} times at random")
    killed = make("uci-killed", 2, DAY_S)
    killed.fill(path)
    killed.work(kills=KILLS, seed=11)
    found = differences(undisturbed, killed.documents(), of_models=True)
    report.none("in step: differences in whole documents", found)
    free, free_killed = make("uci-free", 3, 0.0), make("uci-free-killed", 4, 0.0)
    for run in (free, free_killed):
        run.fill(path)
    free.work()
    free_killed.work(kills=KILLS, seed=12)
    report.fact("full speed, undisturbed / killed", f"{free.took_s:.0f} s / {free_killed.took_s:.0f} s")
    found = differences(free.documents(), free_killed.documents(), of_models=False)
    report.none("full speed: differences in what no model moves", found)


def eshop(report: Report, make: Make, path: Path) -> None:
    """E-shop clicks: recommendation only, a session there is one day and never returns."""
    report.section("E-shop clicks, at full speed")
    run = make("eshop", 5, 0.0)
    sent = run.fill(path)
    run.work()
    clicks = sum(d["activity"]["clicks"] for d in run.documents().values())
    report.goal("clicks applied", clicks, clicks == sum(sent.sent.values()), f"{sum(sent.sent.values()):,}")
    _recommend(report, run, goal=0.42, invoices=False)
