"""`harken alerts`: follow the alerts' topic."""

from typing import Annotated

import typer


def alerts(
    from_start: Annotated[bool, typer.Option("--from-start", help="Begin with the oldest alert kept.")] = False,
    count: Annotated[int, typer.Option(min=0, help="End after so many; 0 goes on.")] = 0,
    raw: Annotated[bool, typer.Option("--json", help="Print the events as they are, one a line.")] = False,
) -> None:
    """Follow the alerts, one a line, until Ctrl-C."""
    import sys  # noqa: PLC0415  # quick help

    from harken.alert_line import alert_line, read_alert  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help
    from harken.tail import Tail  # noqa: PLC0415  # quick help

    settings = load_settings()

    def complain(why: str) -> None:
        print(f"harken: {why}; alerts go on when a broker answers again", file=sys.stderr, flush=True)

    tail = Tail(settings, f"{settings.topic_prefix}alerts", from_start=from_start, complain=complain)
    told = 0
    try:
        while True:
            for heard in tail.hear(0.5):
                if heard.value is None:
                    continue
                print(heard.value.decode() if raw else alert_line(read_alert(heard.value)), flush=True)
                told += 1
                if told == count:
                    return
    finally:
        tail.close()
