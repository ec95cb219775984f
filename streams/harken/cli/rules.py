"""`harken rules check|apply|show`: whether a rules file can be, into the lanes with it, and what they go by."""

from pathlib import Path
from typing import Annotated

import typer

File = Annotated[Path, typer.Argument(metavar="FILE", help="A TOML file, as HARKEN_RULES names one.")]


def check_rules(file: File) -> None:
    """Say what a rules file makes of each kind; exit code 2 and one line where it cannot be."""
    from harken.ruling.read import ruling_of  # noqa: PLC0415  # quick help
    from harken.ruling.show import ruling_lines  # noqa: PLC0415  # quick help

    for line in ruling_lines(ruling_of(str(file))):
        print(line)


def apply_rules(
    file: File,
    at: Annotated[str, typer.Option(help="Event time from which it holds; now where not said.")] = "",
) -> None:
    """Check a rules file and let every lane go by it from now on, without a restart; it replaces what was before."""
    from time import time  # noqa: PLC0415  # quick help
    from uuid import uuid4  # noqa: PLC0415  # quick help

    from harken.cli.when import read_when  # noqa: PLC0415  # quick help
    from harken.replay.producer import KeyedProducer  # noqa: PLC0415  # quick help
    from harken.ruling.apply import give_rules, written_rules  # noqa: PLC0415  # quick help
    from harken.ruling.read import read_settings, text_of  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help

    settings, now_s = load_settings(), time()
    rules = read_settings(text_of(str(file)), str(file))
    ts_ms = read_when(at, now_s) if at else round(now_s * 1000)
    command = written_rules(rules, f"rules-{uuid4()}", ts_ms)
    lanes = give_rules(settings, KeyedProducer(settings), command)
    print(f"{file} is with the broker for {lanes} lanes; harken rules show tells when they go by it")


def show_rules() -> None:
    """Say which rules each lane goes by."""
    from harken.glance import Glance  # noqa: PLC0415  # quick help
    from harken.ruling.show import lanes_lines  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help

    with Glance(load_settings()) as glance:
        for line in lanes_lines(glance.lanes("activity")):
            print(line)
