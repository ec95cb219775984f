"""`harken features`: what the churn model sees of a customer."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator


class Tongue(StrEnum):
    """In which language sentences are shown."""

    ENGLISH = "en"
    CHINESE = "zh"


def features(
    lang: Annotated[Tongue, typer.Option(help="Language of the sentences.")] = Tongue.ENGLISH,
    raw: Annotated[bool, typer.Option("--json", help="A line of JSON for each.")] = False,
) -> None:
    """List the churn features: name, unit, the numbers it is made of, its group of reasons and how that is said.

    Elsewhere than on a terminal, lines separated by tabs.
    """
    import msgspec  # noqa: PLC0415  # quick help
    from rich.console import Console  # noqa: PLC0415  # quick help
    from rich.markup import escape  # noqa: PLC0415  # quick help
    from rich.table import Table  # noqa: PLC0415  # quick help

    console = Console()
    found = list(rows(lang.value))
    if raw:
        for row in found:
            print(msgspec.json.encode(dict(zip(COLUMNS, row, strict=True))).decode())
    elif console.is_terminal:
        table = Table(*COLUMNS, box=None, pad_edge=False, header_style="bold")
        for row in found:
            table.add_row(*map(escape, row))
        console.print(table)
    else:
        for row in found:
            print("\t".join(row))


COLUMNS = ("name", "unit", "reads", "reason", "said")


def rows(language: str) -> "Iterator[tuple[str, str, str, str, str]]":
    """Each feature as texts, in the order of `COLUMNS`; what is in braces differs from customer to customer."""
    from harken.features import FEATURES  # noqa: PLC0415  # quick help
    from harken.language.scores import SCORES  # noqa: PLC0415  # quick help

    for feature in FEATURES:
        said: str = getattr(SCORES[feature.reason], language)
        yield feature.name, feature.unit, ", ".join(feature.reads), feature.reason, said
