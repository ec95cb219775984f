"""What `harken backtest` does: files in, a progress bar or plain lines, tables, and what is to be written."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from time import time

from rich.console import Console
from rich.table import Table

from harken.backtest.report import write_report
from harken.backtest.run import Backtest, digests, in_step, run_backtest
from harken.backtest.tables import Table as Shown
from harken.backtest.tables import tables
from harken.cli.progress import open_progress
from harken.data import sample_path
from harken.errors import HarkenError
from harken.garbage import collect_seldom
from harken.replay.files import count_lines
from harken.replay.formats import reader
from harken.replay.merge import merge
from harken.settings import load_settings


class NotWritable(HarkenError):
    """What was to be written cannot be."""


def show_backtest(files: list[Path], *, sample: bool, form: str, folder: Path | None, out: Path | None) -> None:
    """Backtest and show; parameters are those of the command. Raises HarkenError where something is missing."""
    settings = in_step(load_settings())
    paths = [(path, form) for path in files] + ([(sample_path(), "jsonl")] if sample else [])
    readers = [(reader(path, name), path) for path, name in paths]
    console = Console()
    collect_seldom()
    with open_progress(console, sum(count_lines(path) for path, _ in paths)) as progress:
        lines = merge([read(path) for read, path in readers])
        done = asyncio.run(run_backtest(settings, lines, time(), progress))
    done.result["files"] = digests([path for path, _ in paths])
    show(console, done)
    try:
        if folder is not None:
            write_report(done.result, folder, console.print)
            console.print(f"written: {folder / 'report.md'}, {folder / 'backtest.json'}", soft_wrap=True)
        if out is not None:
            with out.open("wb") as stream:
                stream.writelines(document + b"\n" for _, document in done.documents())
    except OSError as fault:
        raise NotWritable(f"{fault.filename}: {fault.strerror}") from None


def show(console: Console, done: Backtest) -> None:
    """Speed, and every table."""
    report = done.report
    rate = report.events / report.took_s if report.took_s else 0.0
    console.print(f"{report.events:,} events in {report.took_s:.1f} s ({rate:,.0f}/s)")
    show_tables(console, tables(done.result))


def show_tables(console: Console, found: Sequence[Shown]) -> None:
    """Tables, each with what its figures mean."""
    for one in found:
        table = Table(*one.head, box=None, pad_edge=False, title=one.title, title_justify="left", title_style="bold")
        for column in table.columns[1:]:
            column.justify = "right"
        for row in one.rows:
            table.add_row(*row)
        console.print()
        console.print(table)
        if one.note:
            console.print(one.note, style="dim")
