"""The result of `make bench`: figures, where they were measured, a table, a page."""

import json
import os
import platform
import subprocess
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from rich.table import Table

from benchmarks.beside import GOALS
from benchmarks.cached import Cached
from benchmarks.contest import Measured
from benchmarks.engines.result import Score, figures
from benchmarks.load import Load
from tests.services.kafka_jars import KAFKA_VERSION

#: The whole pipeline must be so many times as fast as an agent that only counts.
GOAL = 6.0
VERSIONS = ("faust-streaming", "aiokafka", "confluent-kafka", "redis", "hiredis", "msgspec", "numpy", "river")
MEBI = 1 << 20


class Result(NamedTuple):
    """All that was measured in one call; `beside` are engines that only counted the same events, `starts` harken's runs
    on a part of them."""

    load: Load
    harken: Sequence[Measured]
    stock: Sequence[Measured]
    cached: Cached | None
    where: Mapping[str, Any]
    starts: Sequence[Measured] = ()
    beside: Sequence[Score] = ()

    @property
    def ratio_per_s(self) -> float:
        """harken's median over that of the stock agent, by the wall."""
        return middle(self.harken, _per_s) / middle(self.stock, _per_s)

    @property
    def ratio_per_cpu_s(self) -> float:
        """The same by the processor's time."""
        return middle(self.harken, _per_cpu_s) / middle(self.stock, _per_cpu_s)

    @property
    def steady(self) -> tuple[float, float]:
        """harken's events per second and per second of the processor, without what starting costs, as of the engines
        beside it: more events for more time."""
        wall_s = middle(self.harken, _wall_s) - middle(self.starts, _wall_s)
        cpu_s = middle(self.harken, _cpu_s) - middle(self.starts, _cpu_s)
        return (
            (middle(self.harken, _timed) - middle(self.starts, _timed)) / wall_s,
            (self.harken[0].events - self.starts[0].events) / cpu_s,
        )


def middle(runs: Sequence[Measured], figure: Callable[[Measured], float]) -> float:
    """The median of a figure."""
    return median(map(figure, runs))


def measured_on() -> dict[str, Any]:
    """Commit, versions, machine; the load average says whether it had company."""
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    server = subprocess.run(["redis-server", "--version"], capture_output=True, text=True, check=False).stdout
    return {
        "commit": commit.stdout.strip() or "unknown",
        "day": f"{datetime.now(UTC):%Y-%m-%d}",
        "cores": os.cpu_count(),
        "load_average": [round(load, 2) for load in os.getloadavg()],
        "versions": {
            "python": platform.python_version(),
            "kafka": KAFKA_VERSION,
            "redis-server": next((word[2:] for word in server.split() if word.startswith("v=")), "unknown"),
            **{name: version(name) for name in VERSIONS},
        },
    }


def table(result: Result) -> Table:
    """What is printed."""
    shown = Table(title=f"{result.load.size:,} events of {result.load.customers:,} customers, medians of in-turn runs")
    for name in ("", "events/s", "per CPU second", "runs: events/s (per CPU second)"):
        shown.add_column(name, justify="left" if not name else "right")
    for name, runs in (("harken, whole pipeline", result.harken), ("stock Faust agent, counts", result.stock)):
        each = ", ".join(f"{run.per_s:,.0f} ({run.per_cpu_s:,.0f})" for run in runs)
        shown.add_row(name, f"{middle(runs, _per_s):,.0f}", f"{middle(runs, _per_cpu_s):,.0f}", each)
    shown.add_row(
        "times as many", f"{result.ratio_per_s:.1f}", f"{result.ratio_per_cpu_s:.1f}", f"goal: {GOAL:g}", style="bold"
    )
    if result.beside:
        shown.add_row("harken, without its start", *(f"{rate:,.0f}" for rate in result.steady), "")
    for score in result.beside:
        shown.add_row(f"{score.contender.title}, counts", f"{score.per_s:,.0f}", f"{score.per_cpu_s:,.0f}", "")
        shown.add_row("harken: times as many", *_times(result, score), style="bold")
    if result.cached is not None:
        shown.caption = memory_line(result.cached)
    return shown


def memory_line(cached: Cached) -> str:
    """A worker's memory in a sentence."""
    return (
        f"resident {cached.empty / MEBI:,.0f} MiB at the start, {cached.half / MEBI:,.0f} MiB with "
        f"{cached.customers // 2:,} cached customers, {cached.all / MEBI:,.0f} MiB with {cached.customers:,}: "
        f"{cached.per_customer:,.0f} bytes for each of the second half "
        f"({cached.document:,.0f} bytes of JSON in the ledger)"
    )


def write(result: Result, folder: Path) -> None:
    """The figures as JSON and as a page."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pipeline.json").write_text(json.dumps(_figures(result), indent=2) + "\n")
    (folder / "pipeline.md").write_text(_page(result))


def _figures(result: Result) -> dict[str, Any]:
    cached = result.cached
    return {
        **result.where,
        "load": result.load._asdict(),
        "harken": [run._asdict() for run in result.harken],
        "starts": [run._asdict() for run in result.starts],
        "stock": [run._asdict() for run in result.stock],
        "ratio_per_s": result.ratio_per_s,
        "ratio_per_cpu_s": result.ratio_per_cpu_s,
        "beside": {score.contender.name: figures(score) for score in result.beside},
        "cached": None if cached is None else {**cached._asdict(), "per_customer": cached.per_customer},
    }


def _page(result: Result) -> str:
    where, load = result.where, result.load
    versions = ", ".join(f"{name} {number}" for name, number in where["versions"].items())
    lines = [
        "# Speed of the whole pipeline",
        "",
        f"Measured {where['day']} at commit {where['commit']} on {where['cores']} cores (load average at the "
        f"end {where['load_average'][0]}) by `make bench ARGS=--keep`, which wrote this page. A real Kafka and Redis "
        "on the same machine; the contenders in turn on the same events, so it is the ratio that holds elsewhere.",
        "",
        "| | events/s | per CPU second of the worker |",
        "|---|---|---|",
        _row("harken: decode, de-duplicate, features, churn score with reasons, satisfaction, recommendations, rules, "
             "documents, ledger, outbox", result.harken),
        _row("stock Faust agent with a Table: count the events of each customer", result.stock),
        f"| **times as many** (goal {GOAL:g}) | **{result.ratio_per_s:.1f}** | **{result.ratio_per_cpu_s:.1f}** |",
        *_rows_without_start(result),
        *(row for score in result.beside for row in _rows_beside(result, score)),
        "",
        f"{load.size:,} events (70 % clicks, 20 % orders, 10 % feedback) of {load.customers:,} customers over "
        f"{load.span_d:g} days of event time, seeded; medians of {len(result.harken)} runs. Processor time is of the "
        "worker's process, all threads, from before its first fetch to its last commit; the stock agent's begins with "
        "its first event, as both do by the wall. harken starts from a model and neighbours that a learner has taught "
        "before. Other loads, on which it is slower: [pipeline-loads.md](pipeline-loads.md).",
        "",
    ]  # fmt: skip
    if result.beside:
        lines += [_ABOUT_BESIDE, ""]
    if result.cached is not None:
        lines += [f"Memory of one worker: {memory_line(result.cached)}.", ""]
    return "\n".join([*lines, f"Versions: {versions}.", ""])


_ABOUT_BESIDE = (
    "The other engines count the events of each customer as in [engines.md](engines.md), from one topic that has a "
    "copy of all of them, and say each count: all their messages are checked. Their time, and harken's beside them, is "
    "less that of a run on a quarter of the events, so that starting is no part of it."
)


def _times(result: Result, score: Score) -> tuple[str, str, str]:
    """harken over an engine, neither with its start, and the goal."""
    per_s, per_cpu_s = result.steady
    return f"{per_s / score.per_s:.2f}", f"{per_cpu_s / score.per_cpu_s:.2f}", f"goal: {GOALS[score.contender.name]:g}"


def _rows_without_start(result: Result) -> list[str]:
    if not result.beside:
        return []
    per_s, per_cpu_s = result.steady
    return [f"| harken, without its start | {per_s:,.0f} | {per_cpu_s:,.0f} |"]


def _rows_beside(result: Result, score: Score) -> tuple[str, str]:
    per_s, per_cpu_s, goal = _times(result, score)
    return (
        f"| {score.contender.title}: count the events of each customer | {score.per_s:,.0f} | {score.per_cpu_s:,.0f} |",
        f"| **harken: times as many** ({goal}) | **{per_s}** | **{per_cpu_s}** |",
    )


def _row(name: str, runs: Sequence[Measured]) -> str:
    return f"| {name} | {middle(runs, _per_s):,.0f} | {middle(runs, _per_cpu_s):,.0f} |"


def _per_s(run: Measured) -> float:
    return run.per_s


def _per_cpu_s(run: Measured) -> float:
    return run.per_cpu_s


def _timed(run: Measured) -> float:
    return run.timed


def _wall_s(run: Measured) -> float:
    return run.wall_s


def _cpu_s(run: Measured) -> float:
    return run.cpu_s
