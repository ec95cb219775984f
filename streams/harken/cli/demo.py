"""`harken demo`: everything on this machine, with a simulated shop."""

from typing import Annotated

import typer


def demo(
    seconds: Annotated[float, typer.Option(min=0, help="End after so many seconds; 0 goes on until Ctrl-C.")] = 0,
    seed: Annotated[int, typer.Option(help="Of the simulated shop.")] = 7,
    days_per_second: Annotated[float, typer.Option(min=0.1, max=20, help="How fast the shop's time goes.")] = 3.0,
) -> None:
    """Start an embedded broker and store, workers and a simulated shop, and watch. Ctrl-C ends it all."""
    from harken.demo.run import run_demo  # noqa: PLC0415  # quick help

    raise typer.Exit(run_demo(seconds_s=seconds or None, seed=seed, days_per_second=days_per_second))
