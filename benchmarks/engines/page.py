"""docs/results/engines.json and engines.md."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.engines.keys import ZIPF, Keys
from benchmarks.engines.result import HEADS, Score, figures, ratios, rows
from benchmarks.engines.roster import SLOW


class Result(NamedTuple):
    """All that was measured in one call.

    Parameters
    ----------
    courses : scores by the keys they were made on.
    part : of the events, whose time is taken off.
    where : commit, versions, machine.
    """

    courses: Sequence[tuple[Keys, Sequence[Score]]]
    part: float
    where: Mapping[str, Any]


def title(keys: Keys) -> str:
    """Of one course."""
    spread = "Zipf, with repeats" if keys.shape == ZIPF else "each as often as the others, in turn"
    return f"{keys.events:,} events of {keys.customers:,} customers ({spread})"


def write(result: Result, folder: Path) -> None:
    """The figures as JSON and as a page."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "engines.json").write_text(json.dumps(_figures(result), indent=2) + "\n")
    (folder / "engines.md").write_text(page(result))


def page(result: Result) -> str:
    """The page."""
    versions = ", ".join(f"{name} {number}" for name, number in result.where["versions"].items())
    lines = [*_head(result)]
    for keys, scores in result.courses:
        lines += [f"## {title(keys)}", "", *_table(scores), ""]
    lines += ["\\* promises less than at least once with its state.", "", "## What each one promises", ""]
    lines += [f"- {score.contender.title}: {score.contender.promise}." for score in result.courses[0][1]]
    return "\n".join([*lines, "", f"Versions: {versions}.", ""])


def _head(result: Result) -> list[str]:
    where, rounds = result.where, max((len(s.runs) for _, scores in result.courses for s in scores), default=0)
    return [
        "# Speed of the runtime, beside other engines",
        "",
        f"Measured {where['day']} at commit {where['commit']} on {where['cores']} cores (load average at the end "
        f"{where['load_average'][0]}) by `make engines ARGS=--keep`, which wrote this page.",
        "",
        "Everybody does the same: count the events of each customer and say `{customer, count}` once for each event, "
        "from a Kafka topic to a Kafka topic. harken's row is its runtime alone (transport, lanes, ledger, outbox, "
        "sender) with a mind that only counts; [pipeline.md](pipeline.md) has all that it does. Each run's messages "
        "are read and checked: every count of every customer, or the run is void.",
        "",
        f"Medians of {rounds} runs, in turn on the same events. Time is from the start of a process to its last "
        f"message, less that of a run on {result.part:.0%} of the events, so that neither imports nor joining a group "
        "nor waiting for the first batch counts (*start* is what they take). CPU seconds are of the contender's "
        "processes, all threads; *servers* is what broker and store spend meanwhile. Stock Faust is given "
        f"{SLOW:.1%} of the events, in topics of their own: all of them would take hours.",
        "",
    ]


def _table(scores: Sequence[Score]) -> list[str]:
    lines = [HEADS, ["---"] * len(HEADS), *rows(scores)]
    return [f"| {' | '.join(cell.replace('|', ' ') for cell in line)} |" for line in lines]


def _figures(result: Result) -> dict[str, Any]:
    return {
        **result.where,
        "part": result.part,
        "courses": [
            {
                "keys": keys._asdict(),
                "ratios": {name: ratio._asdict() for name, ratio in ratios(scores).items()},
                "contenders": {score.contender.name: figures(score) for score in scores},
            }
            for keys, scores in result.courses
        ],
    }
