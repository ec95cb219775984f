"""`harken customer`: what is known of one customer."""

from typing import Annotated

import typer

from harken.errors import HarkenError


class UnknownCustomer(HarkenError):
    """Nobody by this id has been heard of."""


def customer(
    customer_id: Annotated[str, typer.Argument(metavar="ID", help="The customer's id, as in events.")],
    raw: Annotated[bool, typer.Option("--json", help="Print the document as JSON.")] = False,
) -> None:
    """Show the document of one customer."""
    import msgspec  # noqa: PLC0415  # quick help

    from harken.customer_sheet import describe  # noqa: PLC0415  # quick help
    from harken.glance import Glance  # noqa: PLC0415  # quick help
    from harken.language import LANGUAGES  # noqa: PLC0415  # quick help
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
        print("\n".join(describe(document, next_steps, LANGUAGES[settings.language])))
