"""`harken customers at-risk`: whom to look after first."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from harken.document import CustomerDocument


def at_risk(
    top: Annotated[int, typer.Option("--top", min=1, max=1000, help="How many.")] = 20,
    raw: Annotated[bool, typer.Option("--json", help="A line of JSON for each.")] = False,
) -> None:
    """List who has most to be lost: churn probability times remaining value, the highest first, over all lanes."""
    import msgspec  # noqa: PLC0415  # quick help

    from harken.glance import Glance  # noqa: PLC0415  # quick help
    from harken.settings import load_settings  # noqa: PLC0415  # quick help

    with Glance(load_settings()) as glance:
        found = glance.at_risk(top)
        documents = glance.customers([name for name, _ in found])
    #  Who was removed between the two looks is left out.
    listed = [(document, risk) for document, (_, risk) in zip(documents, found, strict=True) if document is not None]
    for document, risk in listed:
        if raw:
            print(msgspec.json.encode({"customer_id": document.id, "at_risk": risk, **fields(document)}).decode())
        else:
            print(line(document, risk))


def line(document: "CustomerDocument", risk: float) -> str:
    """One customer, for a person."""
    value, churn = document.value, document.churn
    leaving = "" if churn is None else f"  {churn.probability:4.0%} leaving"
    tier = "" if value.tier is None else f"  {value.tier}"
    #  What speaks most for leaving; the strongest reason may be one to stay.
    reasons = () if churn is None else churn.reasons
    why = f"  {max(reasons, key=lambda reason: reason.logit).text}" if reasons else ""
    remaining = (value.remaining_minor or 0) / 100
    return f"{risk:12,.2f} {value.currency}  {document.id}{leaving} of {remaining:,.2f}{tier}{why}"


def fields(document: "CustomerDocument") -> dict[str, object]:
    """The same for a program."""
    value, churn = document.value, document.churn
    return {
        "churn_probability": None if churn is None else churn.probability,
        "remaining_minor": value.remaining_minor,
        "currency": value.currency,
        "tier": value.tier,
    }
