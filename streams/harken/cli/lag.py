"""`harken lag`: how far behind every lane is."""

from typing import Annotated

import typer


def lag(
    once: Annotated[bool, typer.Option("--once", help="One look; too short for a status.")] = False,
    over: Annotated[
        float | None, typer.Option(min=0, help="Look for so many seconds, then end.", show_default=False)
    ] = None,
    every: Annotated[float, typer.Option(min=0.1, max=60, help="Seconds between two looks.")] = 2.0,
) -> None:
    """Show how far each lane is behind, in records and seconds, asked of broker and store: a worker that hangs too.

    Status is OK, WARN (falls behind), STALL (commits, but nothing of this topic), STOP (commits nothing) or REWIND
    (went back). Exit code 0: all well, 1: some WARN, 2: worse.
    """
    from rich.console import Console  # noqa: PLC0415  # quick help

    from harken.lag.live import run_lag  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help

    raise typer.Exit(run_lag(load_settings(), Console(), every, 0.0 if once else over))
