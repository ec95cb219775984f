"""`harken models`: champion and challengers, and which of them scores."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from typing import Literal


class Part(StrEnum):
    """Labels that figures are told of."""

    ALL = "all_time"
    WARM = "after_5000"
    RECENT = "recent"
    SHORT = "silent_up_to_horizon"
    LONG = "silent_longer"


Wait = Annotated[float, typer.Option(min=0, help="Seconds to wait until the learner has taken it up.")]


def list_models(
    part: Annotated[Part, typer.Option(help="Of which labels.")] = Part.ALL,
    as_json: Annotated[bool, typer.Option("--json", help="The whole card as JSON.")] = False,
) -> None:
    """List the churn models and how well each does, at the time and re-scored: never compare one with the other.

    A table on a terminal, elsewhere lines separated by tabs (name, role, labels, AUC and log loss of either).
    """
    import msgspec  # noqa: PLC0415  # quick help
    from rich.console import Console  # noqa: PLC0415  # quick help

    from harken.champion.order import look  # noqa: PLC0415  # quick help
    from harken.champion.show import lines, print_table  # noqa: PLC0415  # quick help
    from harken.glance import Glance  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help

    with Glance(load_settings()) as glance:
        card = look(glance)
    console = Console()
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(card), indent=2).decode())
    elif console.is_terminal:
        print_table(console, card, part.value)
    else:
        for line in lines(card, part.value):
            print(line)


def show_model(
    name: Annotated[str, typer.Argument(help="The model; the champion where it is left out.")] = "",
) -> None:
    """Show every figure of one model; of the champion also the versions kept and what was ever changed.

    Calibration is drawn on a terminal, and elsewhere told in lines.
    """
    from rich.console import Console  # noqa: PLC0415  # quick help

    from harken.champion.calibration import curve_lines, print_curves  # noqa: PLC0415  # quick help
    from harken.champion.order import NotObeyed, look  # noqa: PLC0415  # quick help
    from harken.champion.show import came_of, describe, moved  # noqa: PLC0415  # quick help
    from harken.glance import Glance  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help

    with Glance(load_settings()) as glance:
        card, shifts, outcomes = look(glance), glance.shifts(), glance.outcomes()
    if name and name not in card.models:
        raise NotObeyed(f"no model {name!r} learns here; there are {', '.join(card.models)}")
    chosen, console = name or card.champion, Console()
    lines = [*describe(card, chosen)]
    if chosen == card.champion:
        lines += [*moved(shifts), *came_of(outcomes)]
    if not console.is_terminal:
        lines += curve_lines(card, chosen)
    print("\n".join(lines))
    if console.is_terminal:
        print_curves(console, card, chosen)


def promote(
    model: Annotated[str, typer.Argument(help="The model that shall score.")],
    wait: Wait = 15.0,
) -> None:
    """Let another model score, from the learner's next batch on. Exit code 1 where it has not answered in time."""
    _order("promote", model, wait)


def rollback(
    version: Annotated[str, typer.Argument(help="A kept version; the one before where it is left out.")] = "",
    wait: Wait = 15.0,
) -> None:
    """Let an earlier version score, as it was, until a model is promoted. Exit code 1 where nobody answered in time."""
    _order("rollback", version, wait)


def _order(deed: "Literal['promote', 'rollback']", target: str, wait_s: float) -> None:
    from harken.champion.order import answer, check, give, look  # noqa: PLC0415  # quick help
    from harken.glance import Glance  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help

    settings = load_settings()
    with Glance(settings) as glance:
        check(look(glance), deed, target)
        change = answer(glance, give(settings, deed, target), wait_s)
    if change is None:
        print(f"sent; the learner has not taken it up within {wait_s:g} s, and will when it reads on")
        raise typer.Exit(1)
    print(f"{change.before} -> {change.after}")
