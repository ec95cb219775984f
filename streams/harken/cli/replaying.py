"""What `harken replay` does: files in, a progress bar or plain lines, a table of what became of every line."""

from collections.abc import Iterator
from pathlib import Path
from time import time

from rich.console import Console
from rich.table import Table

from harken.cli.progress import open_progress
from harken.data import sample_path
from harken.replay.files import count_lines
from harken.replay.formats import reader
from harken.replay.line import Line, Refused
from harken.replay.merge import merge
from harken.replay.pace import read_speed
from harken.replay.redate import last_time, redate, whole_days
from harken.replay.report import Report
from harken.replay.send import replay
from harken.settings import load_settings
from harken.topics import check_topics


def run_replay(
    files: list[Path],
    *,
    sample: bool,
    form: str,
    speed: str,
    ticks: bool,
    tail_s: float,
    until_s: float | None,
    redate: bool,
) -> None:
    """Replay and show; parameters are those of the command. Raises HarkenError where something is missing."""
    settings = load_settings()
    speed_x = read_speed(speed)
    paths = [(path, form) for path in files] + ([(sample_path(), "jsonl")] if sample else [])
    readers = [(reader(path, name), path) for path, name in paths]
    check_topics(settings)
    shift_s = 0.0
    if redate:
        end_s = last_time(merge([read(path) for read, path in readers])) + tail_s + 2 * settings.lateness_s
        shift_s = whole_days(end_s, time())
    console = Console()
    lines = _lines([read(path) for read, path in readers], shift_s)
    with open_progress(console, sum(count_lines(path) for path, _ in paths)) as progress:
        report = replay(settings, lines, speed=speed_x, ticks=ticks, tail_s=tail_s, until_s=until_s, progress=progress)
    show(console, report)


def _lines(readings: list[Iterator[Line | Refused]], shift_s: float) -> Iterator[Line | Refused]:
    merged = merge(readings)
    return redate(merged, shift_s) if shift_s else merged


def show(console: Console, report: Report) -> None:
    """The report, every line of the files in exactly one row of the lower table."""
    rate = report.events / report.took_s if report.took_s else 0.0
    console.print(
        f"{report.events:,} events acknowledged in {report.took_s:.1f} s ({rate:,.0f}/s), {report.ticks} ticks"
    )
    table = Table("what", "count", box=None, pad_edge=False)
    table.columns[1].justify = "right"
    for topic, count in sorted(report.sent.items()):
        table.add_row(f"events to {topic}", f"{count:,}")
    table.add_section()
    table.add_row("lines sent", f"{report.sent_lines:,}")
    for reason, count in sorted(report.refused.items()):
        table.add_row(f"lines refused: {reason}", f"{count:,}")
    table.add_row("lines", f"{report.lines:,}")
    console.print(table)
