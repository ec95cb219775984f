"""`harken erase`: keep nothing of a customer, and drop what is still sent of them."""

from typing import Annotated

import typer

from harken.cli.orders import At, Who, send_order


def erase(
    customer_id: Who,
    sure: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    at: At = "",
) -> None:
    """Remove a customer for good: document, lists, alerts' state, labels that wait. It cannot be undone.

    What harken said before stays on its topics until their retention ends; the product's own topics are the product's.
    """
    if not sure:
        typer.confirm(f"Erase {customer_id}, for good?", abort=True)
    send_order(customer_id, "erase", at)
