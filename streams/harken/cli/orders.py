"""`harken alerts list|ack|snooze|mute|unmute|override`: where a customer's alerts stand, and orders about them."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from harken.events import CommandKind

Who = Annotated[str, typer.Argument(metavar="CUSTOMER", help="The customer's id, as in events.")]
Kind = Annotated[str, typer.Argument(metavar="KIND", help="The kind of alert, as in churn_risk.")]
Until = Annotated[str, typer.Option(help="Until when: 12h, 7d from now, or a date.", show_default=False)]
At = Annotated[str, typer.Option(help="Event time of the order; now where not said (old events: say theirs).")]


def list_alerts(customer_id: Who) -> None:
    """Say where each kind of alert stands for a customer, one a line, separated by tabs."""
    from harken.cli.customer import UnknownCustomer  # noqa: PLC0415  # quick help
    from harken.glance import Glance  # noqa: PLC0415  # quick help
    from harken.orders import standing_lines  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help

    with Glance(load_settings()) as glance:
        (document,) = glance.customers([customer_id])
    if document is None:
        raise UnknownCustomer(f"no customer {customer_id!r} in the store")
    for line in standing_lines(document):
        print(line)


def ack(customer_id: Who, kind: Kind, at: At = "") -> None:
    """Say that somebody sees to it: of this episode only the end is announced."""
    send_order(customer_id, "acknowledge", at, alert_kind=kind)


def snooze(customer_id: Who, kind: Kind, until: Until, at: At = "") -> None:
    """Announce nothing of a kind until then; what holds by then is announced."""
    send_order(customer_id, "snooze", at, until, alert_kind=kind)


def mute(customer_id: Who, kind: Kind, at: At = "") -> None:
    """Announce nothing of a kind until it is unmuted."""
    send_order(customer_id, "mute", at, alert_kind=kind)


def unmute(customer_id: Who, kind: Kind, at: At = "") -> None:
    """End a mute or a snooze; what holds is announced."""
    send_order(customer_id, "unmute", at, alert_kind=kind)


def override(
    customer_id: Who,
    score: Annotated[float, typer.Argument(min=0, max=1, help="The churn probability that holds instead.")],
    until: Until,
    note: Annotated[str, typer.Option(help="Why; it stands in the document.", show_default=False)],
    at: At = "",
) -> None:
    """Set a customer's churn probability by hand, until then."""
    send_order(customer_id, "override", at, until, score=score, note=note)


def send_order(customer_id: str, kind: "CommandKind", at: str, until: str = "", **fields: Any) -> None:
    """Send one order to the customer's lane, and say that it is on its way."""
    from time import time  # noqa: PLC0415  # quick help
    from uuid import uuid4  # noqa: PLC0415  # quick help

    from harken.cli.when import read_until, read_when  # noqa: PLC0415  # quick help
    from harken.orders import give, written_order  # noqa: PLC0415  # quick help
    from harken.replay.producer import KeyedProducer  # noqa: PLC0415  # quick help
    from harken.ruling.read import ruling_of  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help

    settings, now_s = load_settings(), time()
    ts_ms = read_when(at, now_s) if at else round(now_s * 1000)
    if until:
        fields["until"] = read_until(until, ts_ms / 1000)
    rules = ruling_of(settings.rules).rules
    order = written_order(rules, id=str(uuid4()), customer_id=customer_id, ts=ts_ms, kind=kind, **fields)
    give(settings, KeyedProducer(settings), customer_id, order)
    shown = f"customer {customer_id}" if kind == "erase" else f"alerts list {customer_id}"
    print(f"{kind} of {customer_id} is with the broker; harken {shown} shows when it is applied")
