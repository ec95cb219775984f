"""`harken doctor`: is everything as it must be, and if not, what to do."""

from typing import Annotated

import typer


def doctor(
    quick: Annotated[bool, typer.Option("--quick", help="Only whether broker and store answer.")] = False,
) -> None:
    """Check settings, broker, store, clocks, topics, lag, workers and dead letters, and say what to do.

    Exit code 0: all well, 1: something to look at, 2: something to mend.
    """
    from harken.doctor import examine  # noqa: PLC0415  # quick help
    from harken.doctor.show import show  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help

    raise typer.Exit(show(examine(load_settings(), quick=quick)))
