"""`harken health`: how the worker on this machine is, for a container's health check."""

from enum import StrEnum
from typing import Annotated

import typer


class Kind(StrEnum):
    """What is asked."""

    LIVE = "live"
    READY = "ready"


def health(
    kind: Annotated[Kind, typer.Argument(help="Alive, or ready.")] = Kind.READY,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Its port (HARKEN_METRICS_PORT).", show_default=False)
    ] = None,
) -> None:
    """Ask this machine's worker whether it is alive, or ready. Exit code 0: it is, 1: it is not, or does not answer."""
    from harken.health.ask import ask  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help

    settings = load_settings(metrics_port=port)
    told = ask(settings.metrics_host, settings.metrics_port, kind.value)
    if told is None:
        print(f"nobody answers at {settings.metrics_host}:{settings.metrics_port}")
        raise typer.Exit(1)
    print("\n".join([kind.value if told.well else f"not {kind.value}", *(f"{k}: {v}" for k, v in told.found.items())]))
    raise typer.Exit(0 if told.well else 1)
