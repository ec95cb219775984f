"""`harken rules check`: whether a rules file can be."""

from pathlib import Path
from typing import Annotated

import typer


def check_rules(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A TOML file, as HARKEN_RULES names one.")],
) -> None:
    """Say what a rules file makes of each kind; exit code 2 and one line where it cannot be."""
    from harken.rules.off import Off  # noqa: PLC0415  # quick help
    from harken.ruling.read import ruling_of  # noqa: PLC0415  # quick help

    ruling = ruling_of(str(file))
    for rule in ruling.rules:
        limits = rule.limits
        point = f"over by itself after {(rule.expires_s or 0) / 86_400:g} d"
        levels = f"raised at {limits.raise_at:g}, cleared below {limits.clear_below:g}"
        state = "off" if isinstance(rule, Off) else levels if rule.expires_s is None else point
        print(f"{rule.kind}\t{state}")
    print(f"cap\t{ruling.cap.most} in {ruling.cap.within_s / 86_400:g} d")
