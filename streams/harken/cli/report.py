"""`harken report`: how good a live installation's scores and alerts were, and whether acting on them helps."""

from pathlib import Path
from typing import Annotated

import typer


def report(
    out: Annotated[
        Path | None, typer.Option(help="Folder for report.md, report.json and pictures.", show_default=False)
    ] = None,
) -> None:
    """Say how good scores and alerts were, what came of them, and whether acting helps; nothing is changed by it."""
    from rich.console import Console  # noqa: PLC0415  # quick help

    from harken.cli.backtesting import NotWritable, show_tables  # noqa: PLC0415  # quick help
    from harken.report.figures import figures  # noqa: PLC0415  # quick help
    from harken.report.page import headline, write_report  # noqa: PLC0415  # quick help
    from harken.report.tables import report_tables  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help

    result, console = figures(load_settings()), Console()
    console.print(headline(result), soft_wrap=True)
    show_tables(console, report_tables(result))
    if out is None:
        return
    try:
        write_report(result, out, console.print)
    except OSError as fault:
        raise NotWritable(f"{fault.filename}: {fault.strerror}") from None
    console.print(f"written: {out / 'report.md'}, {out / 'report.json'}", soft_wrap=True)
