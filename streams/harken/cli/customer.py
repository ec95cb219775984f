"""`harken customer`: what is known of one customer."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from harken.errors import HarkenError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harken.document import AlertState, Churn, CustomerDocument, Habits, Satisfaction, Session, Stage


class UnknownCustomer(HarkenError):
    """Nobody by this id has been heard of."""


def customer(
    customer_id: Annotated[str, typer.Argument(metavar="ID", help="The customer's id, as in events.")],
    raw: Annotated[bool, typer.Option("--json", help="Print the document as JSON.")] = False,
) -> None:
    """Show the document of one customer."""
    import msgspec  # noqa: PLC0415  # quick help

    from harken.glance import Glance  # noqa: PLC0415  # quick help
    from harken.ruling.in_force import in_force  # noqa: PLC0415  # quick help
    from harken.ruling.read import ruling_of  # noqa: PLC0415  # quick help
    from harken.sender import partition_of  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help

    settings = load_settings()
    with Glance(settings) as glance:
        (document,) = glance.customers([customer_id])
        lane = glance.lanes("activity")[partition_of(customer_id.encode(), settings.partitions)]
    if document is None:
        raise UnknownCustomer(f"no customer {customer_id!r} in the store")
    if raw:
        print(msgspec.json.format(msgspec.json.encode(document), indent=2).decode())
    else:
        next_steps = in_force(lane.rules, ruling_of(settings.rules)).next_steps
        print("\n".join(describe(document, next_steps)))


def describe(document: "CustomerDocument", next_steps: "Mapping[Stage, str]") -> list[str]:
    """The document as lines for a person; `next_steps` by stage of the life cycle."""
    from harken.document import Habits, Session  # noqa: PLC0415  # quick help
    from harken.fold.erasure import ERASED  # noqa: PLC0415  # quick help

    if document.not_eligible == ERASED:
        return [f"{document.id}: erased on {_day(document.at_ms)}; what is still sent of them is dropped"]
    profile, activity, value = document.profile, document.activity, document.value
    net, returned = value.net_minor / 100, value.returned_minor / 100
    lines = [
        f"{document.id}: known since {_day(profile.first_seen_ms)}, last seen {_day(profile.last_seen_ms)}",
        f"  activity      {activity.orders} orders, {activity.cancels} cancelled, {activity.refunds} refunded, "
        f"{activity.clicks} clicks, {activity.feedback} feedback; last order {_day(activity.last_order_ms)}",
        f"  value         {net:,.2f} {value.currency} net of {returned:,.2f} given back",
    ]
    if value.remaining_minor is not None:
        tier = "" if value.tier is None else f"; tier {value.tier}"
        spend, remaining = (value.expected_spend_minor or 0) / 100, value.remaining_minor / 100
        lines.append(
            f"  to come       {value.expected_orders or 0:.1f} order days of {spend:,.2f}, "
            f"worth {remaining:,.2f} today{tier}"
        )
    if document.lifecycle is not None:
        stage = document.lifecycle
        lines.append(f"  life cycle    {stage.stage} since {_day(stage.since_ms)}: {stage.why}")
        lines.append(f"                next: {next_steps[stage.stage]}")
    if isinstance(document.segment, str):
        lines.append(f"  segment       {document.segment}")
    if isinstance(document.groups, tuple):
        lines.append(f"  groups        {', '.join(document.groups)}")
    if isinstance(document.propensity_7d, float):
        lines.append(f"  soon          {document.propensity_7d:.0%} that an order comes within 7 days")
    if document.churn is not None:
        lines += _leaving(document.churn)
    if isinstance(document.habits, Habits):
        lines += _habits(document.habits)
    if isinstance(document.session, Session):
        lines.append(_session(document.session))
    if document.satisfaction is not None:
        lines.append(_content(document.satisfaction))
    if document.recommendations:
        lines.append("  show next     " + ", ".join(item.item_id for item in document.recommendations))
    standing = [alert_words(kind, state) for kind, state in document.alerts.items() if state.status != "ok"]
    if standing:
        lines.append("  alerts        " + ", ".join(standing))
    return lines


def _leaving(churn: "Churn") -> list[str]:
    """How likely they leave, why, and what moved it since the last alert."""
    days = churn.horizon_s / 86_400
    lines = [f"  leaving       {churn.probability:.0%} ({churn.band}) that no order comes within {days:g} days"]
    lines += [f"                {reason.logit:+.2f}  {reason.text}" for reason in churn.reasons]
    if isinstance(churn.moved, dict) and churn.moved:
        told = ", ".join(f"{name} {moved:+.2f}" for name, moved in churn.moved.items())
        lines.append(f"                since its last alert {sum(churn.moved.values()):+.2f}: {told}")
    return lines


def _session(session: "Session") -> str:
    """Where they came in, and how far they went."""
    cart = f", {session.cart} in the cart" if session.cart else ""
    return f"  session       from {session.entry}, {session.depth} clicks{cart}; {_day(session.since_ms)}"


def _habits(habits: "Habits") -> list[str]:
    """What is usual, in one line; none where nothing is."""
    when = [] if habits.day is None else [f"on {habits.day}s"]
    if habits.hour is not None:
        when.append(f"about {habits.hour:02}:00")
    parts = [f"orders {' '.join(when)}"] if when else []
    if habits.gap_spread_s is not None:
        parts.append(f"gaps vary by {habits.gap_spread_s / 86_400:.0f} days")
    if habits.categories:
        parts.append(f"likes {', '.join(habits.categories)}")
    if habits.channels:
        parts.append(f"comes by {', '.join(habits.channels)}")
    return [f"  habits        {'; '.join(parts)}"] if parts else []


def _content(satisfaction: "Satisfaction") -> str:
    """How content, how sure that is, and where it goes."""
    line = f"  satisfaction  {satisfaction.score:.2f} of 1"
    if satisfaction.error is not None:
        line += f", give or take {satisfaction.error:.2f}"
    if satisfaction.trend is not None:
        line += f"; of late {satisfaction.trend:+.2f}"
    return line if satisfaction.about is None else f"{line}; last about {satisfaction.about}"


def alert_words(kind: str, state: "AlertState") -> str:
    """Where a kind of alert stands, in a few words."""
    return f"{kind} {state.status}" + ("" if state.withheld is None else f" (not announced: {state.withheld})")


def _day(ms: int | None) -> str:
    return "never" if ms is None else datetime.fromtimestamp(ms / 1000, UTC).date().isoformat()
