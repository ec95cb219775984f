"""`harken replay`: events from files through the real topics."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from harken.errors import HarkenError


class NothingToReplay(HarkenError):
    """Neither files nor the sample were named."""


class Form(StrEnum):
    """The formats of `harken.replay.formats`, here so that `--help` need not load them (a test compares)."""

    AUTO = "auto"
    UCI = "uci"
    COMPLETEJOURNEY = "completejourney"
    ESHOP = "eshop"
    JSONL = "jsonl"


def replay(
    files: Annotated[
        list[Path] | None, typer.Argument(help="CSV or JSON lines, plain, .gz or .zst.", show_default=False)
    ] = None,
    *,
    sample: Annotated[bool, typer.Option("--sample", help="The sample that comes with harken (made up).")] = False,
    format: Annotated[Form, typer.Option(help="How to read the files.")] = Form.AUTO,
    speed: Annotated[str, typer.Option(help="max, realtime, or how many times real time.")] = "max",
    ticks: Annotated[
        bool,
        typer.Option(
            "--ticks/--no-ticks",
            "--step/ ",
            help="Tell every lane when a day of event time has passed, so silence counts.",
        ),
    ] = True,
    tail_days: Annotated[float, typer.Option(min=0, help="Days to go on ticking after the last event.")] = 0.0,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Go on ticking until this day (UTC).")
    ] = None,
    redate: Annotated[
        bool | None,
        typer.Option(
            "--redate/--no-redate",
            help="Move all times by whole days so that the last lies just behind us (the sample's default).",
        ),
    ] = None,
) -> None:
    """Replay files through the inbound topics: every line is sent, or refused with its reason."""
    from harken.cli.replaying import run_replay  # noqa: PLC0415  # quick help

    if not files and not sample:
        raise NothingToReplay("name files to replay, or --sample")
    run_replay(
        list(files or ()),
        sample=sample,
        form=format.value,
        speed=speed,
        ticks=ticks,
        tail_s=tail_days * 86_400,
        until_s=until.replace(tzinfo=UTC).timestamp() if until else None,
        redate=sample if redate is None else redate,
    )
