"""What a soak writes to docs/results/: the table, and a picture of memory and open files."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

import matplotlib as mpl
from matplotlib.figure import Figure

from benchmarks.result import measured_on
from tests.chaos.soak.gauge import Sample, growth, quarter
from tests.chaos.verdict import Verdict

RESULTS = Path("docs/results")
MEBI = 1 << 20


class Soak(NamedTuple):
    """One run: minutes, seed, events acknowledged, recovery seconds by fault, the verdict, samples by process."""

    minutes: float
    seed: int
    events: int
    recoveries: Mapping[str, Sequence[float]]
    verdict: Verdict
    samples: Mapping[str, Sequence[Sample]]


def write(soak: Soak, folder: Path = RESULTS) -> None:
    """Write soak.md and soak.png."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "soak.md").write_text(page(soak))
    picture(soak).savefig(folder / "soak.png", dpi=100)


def page(soak: Soak) -> str:
    """The page."""
    where = measured_on()
    faults = sum(map(len, soak.recoveries.values()))
    rows = [
        f"| {name} | {len(times)} | {median(times):.1f} | {max(times):.1f} |"
        for name, times in sorted(soak.recoveries.items())
    ]
    processes = [_row(name, samples) for name, samples in soak.samples.items()]
    return "\n".join(
        (
            "# Soak",
            "",
            f"{where['day']}, commit {where['commit']}, {where['cores']} cores, Python {where['versions']['python']}, "
            f"Kafka {where['versions']['kafka']}, Redis {where['versions']['redis-server']}. Written by `make soak`, "
            f"seed {soak.seed}.",
            "",
            f"{soak.minutes:g} minutes, {soak.events:,} events acknowledged, {faults} faults one after the other: "
            f"**{soak.verdict.lost} lost, {soak.verdict.doubled} doubled**. Two workers (one is never killed), a "
            "learner, a broker and a store; workers remember no event ids, so what is applied twice counts twice.",
            "",
            "| fault | times | median recovery s | longest |",
            "|---|---|---|---|",
            *rows,
            "",
            "Recovery is from the fault's end until all is applied that the broker had acknowledged by then.",
            "",
            "| never killed | memory MiB: quarters 1 to 4 | last / second | open files, most: second, last |",
            "|---|---|---|---|",
            *processes,
            "",
            "![memory and open files over the run](soak.png)",
            "",
        )
    )


def picture(soak: Soak) -> Figure:
    """Memory above, open files below."""
    mpl.use("Agg")
    figure = Figure(figsize=(9, 5), layout="constrained")
    memory, files = figure.subplots(2, 1, sharex=True)
    for name, samples in soak.samples.items():
        minutes = [sample.at_s / 60 for sample in samples]
        memory.plot(minutes, [sample.memory_bytes / MEBI for sample in samples], label=name)
        files.plot(minutes, [sample.files for sample in samples], label=name)
    for axes, what in ((memory, "resident MiB"), (files, "open files")):
        axes.set_ylabel(what)
        axes.set_ylim(bottom=0)
        axes.grid(alpha=0.3)
        axes.legend()
    files.set_xlabel("minutes")
    return figure


def _row(name: str, samples: Sequence[Sample]) -> str:
    parts = [quarter(samples, n) for n in range(4)]
    middles = ", ".join(f"{median(s.memory_bytes for s in part) / MEBI:.0f}" for part in parts)
    most = [max(s.files for s in part) for part in parts]
    return f"| {name} | {middles} | {growth(samples)[0]:.2f} | {most[1]}, {most[3]} |"
