"""`harken backtest`: events from files through the fold and the learner in this process, and what it was worth."""

from pathlib import Path
from typing import Annotated

import typer

from harken.cli.replay import Form
from harken.errors import HarkenError


class NothingToBacktest(HarkenError):
    """Neither files nor the sample were named."""


def backtest(
    files: Annotated[
        list[Path] | None, typer.Argument(help="CSV or JSON lines, plain, .gz or .zst.", show_default=False)
    ] = None,
    *,
    sample: Annotated[bool, typer.Option("--sample", help="The sample that comes with harken (made up).")] = False,
    format: Annotated[Form, typer.Option(help="How to read the files.")] = Form.AUTO,
    report: Annotated[
        Path | None, typer.Option(help="Folder for backtest.json, report.md and pictures.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="File for the customers' last documents, JSON lines.", show_default=False)
    ] = None,
) -> None:
    """Fold and learn files in step, without a broker or a store, and say how good scores and alerts were."""
    from harken.cli.backtesting import show_backtest  # noqa: PLC0415  # quick help

    if not files and not sample:
        raise NothingToBacktest("name files to backtest, or --sample")
    show_backtest(list(files or ()), sample=sample, form=format.value, folder=report, out=out)
