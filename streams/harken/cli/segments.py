"""`harken segments`: whom customers resemble, and one's own segments; `harken customers in SEGMENT`: who is in one."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from harken.errors import HarkenError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harken.document import CustomerDocument


class UnknownSegment(HarkenError):
    """Nobody is in a segment of that name."""


def segments(
    raw: Annotated[bool, typer.Option("--json", help="All of it as JSON.")] = False,
) -> None:
    """Show the groups of customers: how many are in each, what its centre is like, how far it moved of late.

    Segments of one's own stand below, each with its expression.
    """
    import msgspec  # noqa: PLC0415  # quick help

    from harken.glance import Glance  # noqa: PLC0415  # quick help
    from harken.ruling.in_force import defined_segments  # noqa: PLC0415  # quick help
    from harken.ruling.read import ruling_of  # noqa: PLC0415  # quick help
    from harken.segments.types import TYPES  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help

    settings = load_settings()
    ruling = ruling_of(settings.rules)
    with Glance(settings) as glance:
        groups = glance.segments()
        own = defined_segments([lane.rules for lane in glance.lanes("activity")], ruling)
        members = glance.members([*TYPES, *own])
    if raw:
        told: dict[str, object] = {name: {"members": members[name], **figures} for name, figures in groups.items()}
        told.update({name: {"members": members[name], "when": when} for name, when in own.items()})
        print(msgspec.json.encode(told).decode())
        return
    for name, figures in groups.items():
        print(line(name, members[name], figures))
    if not groups:
        print("no segments yet: too few customers were seen")
    for name, when in own.items():
        print(own_line(name, members[name], when))


def line(name: str, members: int, figures: "Mapping[str, float]") -> str:
    """One segment, for a person; the centre is that of the logarithms, as a middle customer is."""
    orders = f"{figures['days']:g} days with an order, the last {figures['silent_d']:g} days ago"
    lately = f"{figures['share']:.0%} of those lately seen, moved {figures['drift']:g}"
    return f"{name:12} {members:9,} members   {orders}, {figures['net']:,.2f} spent   {lately}"


def own_line(name: str, members: int, when: str) -> str:
    """A segment of one's own, for a person."""
    return f"{name:12} {members:9,} members   {' '.join(when.split())}"


def within(
    segment: Annotated[str, typer.Argument(help="The segment, as `harken segments` names it.")],
    top: Annotated[int, typer.Option("--top", min=1, max=1000, help="How many.")] = 20,
    raw: Annotated[bool, typer.Option("--json", help="A line of JSON for each.")] = False,
) -> None:
    """List the members of a segment, those who came last first, over all lanes."""
    import msgspec  # noqa: PLC0415  # quick help

    from harken.glance import Glance  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help

    with Glance(load_settings()) as glance:
        found = glance.segment(segment, top)
        documents = glance.customers([name for name, _ in found])
    if not found:
        raise UnknownSegment(f"nobody is in a segment {segment!r}; `harken segments` names them")
    #  Who was removed between the two looks is left out.
    listed = [(document, since_s) for document, (_, since_s) in zip(documents, found, strict=True) if document]
    for document, since_s in listed:
        if raw:
            print(msgspec.json.encode({"customer_id": document.id, "since_ms": round(since_s * 1000)}).decode())
        else:
            print(member(document, since_s))


def member(document: "CustomerDocument", since_s: float) -> str:
    """One member, for a person."""
    value, since = document.value, datetime.fromtimestamp(since_s, UTC).date().isoformat()
    chance = document.propensity_7d
    soon = f"  {chance:4.0%} to order within 7 days" if isinstance(chance, float) else ""
    return f"{document.id}  since {since}  {document.activity.orders} orders, {value.net_minor / 100:,.2f}{soon}"
