"""`harken alerts`: follow the alerts' topic, or that of ops alerts; the rest is `harken.cli.orders`'."""

from typing import Annotated

import typer


def alerts(
    context: typer.Context,
    from_start: Annotated[bool, typer.Option("--from-start", help="Begin with the oldest alert kept.")] = False,
    count: Annotated[int, typer.Option(min=0, help="End after so many; 0 goes on.")] = 0,
    raw: Annotated[bool, typer.Option("--json", help="Print the events as they are, one a line.")] = False,
    ops: Annotated[
        bool, typer.Option("--ops", help="Those for whoever runs harken: a topic fell silent, a model does worse.")
    ] = False,
) -> None:
    """Follow the alerts, one a line, until Ctrl-C; or say where a customer's stand, and give orders about them."""
    if context.invoked_subcommand is not None:
        return
    import sys  # noqa: PLC0415  # quick help

    from harken.alert_line import alert_line, read_alert  # noqa: PLC0415  # quick help
    from harken.language import LANGUAGES  # noqa: PLC0415  # quick help
    from harken.ops_line import ops_line, read_ops_alert  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help
    from harken.tail import Tail  # noqa: PLC0415  # quick help

    settings = load_settings()

    def complain(why: str) -> None:
        print(f"harken: {why}; alerts go on when a broker answers again", file=sys.stderr, flush=True)

    def line(value: bytes) -> str:
        return ops_line(read_ops_alert(value), LANGUAGES[settings.language]) if ops else alert_line(read_alert(value))

    topic = f"{settings.topic_prefix}{'ops' if ops else 'alerts'}"
    tail = Tail(settings, topic, from_start=from_start, complain=complain)
    told = 0
    try:
        while True:
            for heard in tail.hear(0.5):
                if heard.value is None:
                    continue
                print(heard.value.decode() if raw else line(heard.value), flush=True)
                told += 1
                if told == count:
                    return
    finally:
        tail.close()
