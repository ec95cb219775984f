"""`harken doctor`: is everything as it must be, and if not, what to do."""

from typing import Annotated

import typer


def doctor(
    quick: Annotated[bool, typer.Option("--quick", help="Only what a health check needs: broker and store.")] = False,
) -> None:
    """Check broker, topics, store, clocks and settings. Exit code 0: all well, 1: warnings, 2: do something."""
    from harken.doctor import examine  # noqa: PLC0415  # quick help
    from harken.doctor.show import show  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help

    raise typer.Exit(show(examine(load_settings(), quick=quick)))
