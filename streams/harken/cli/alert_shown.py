"""`harken alerts show`: what was said, in full."""

from typing import Annotated

import typer

from harken.errors import HarkenError


class NoSuchAlert(HarkenError):
    """Nothing on the alerts' topic has this id."""


def show_alert(
    wanted: Annotated[
        str, typer.Argument(metavar="ID", help="Of an alert, or its episode: CUSTOMER|KIND|NUMBER, all that was said.")
    ],
    raw: Annotated[bool, typer.Option("--json", help="Print the events as they are, one a line.")] = False,
) -> None:
    """Show an alert, or all of an episode, with every reason and what could be done, while the topic keeps them."""
    import msgspec  # noqa: PLC0415  # quick help

    from harken.alert_sheet import sheet, told_of  # noqa: PLC0415  # quick help
    from harken.language import LANGUAGES  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help
    from harken.to_end import read_values  # noqa: PLC0415  # quick help

    if wanted.count("|") < 2:
        raise NoSuchAlert(f"{wanted!r} is no alert's id: it is CUSTOMER|KIND|NUMBER, or that with |TRANSITION")
    settings = load_settings()
    found = list(told_of(read_values(settings, "alerts"), wanted))
    if not found:
        raise NoSuchAlert(f"no alert {wanted!r} is on the topic; `harken alerts list CUSTOMER` says where theirs stand")
    language = LANGUAGES[settings.language]
    for alert in found:
        print(msgspec.json.encode(alert).decode() if raw else "\n".join(sheet(alert, language)))
