"""What a segment of one's own may speak of: public fields of the customer document, by dotted name.

Left out is what a moment of decision does not know yet or what says nothing of the customer: version and time of the
document, recommendations and the id of their list, where alerts stand, reasons, and which model spoke.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple, get_args

from msgspec import UNSET

from harken.document import Band, CustomerDocument, Stage, Tier, Weekday
from harken.segments.types import TYPES

#: `texts` are some of which each is there or not.
Kind = Literal["number", "text", "texts"]


class Field(NamedTuple):
    """One field.

    Parameters
    ----------
    name : dotted, as in the document.
    values : all that it may be; empty where it may be anything.
    judged : whether it hangs on a score, so that it is known only when scores are.
    """

    name: str
    kind: Kind = "number"
    values: tuple[str, ...] = ()
    judged: bool = False


FIELDS: Final[tuple[Field, ...]] = (
    Field("profile.first_seen_ms"),
    Field("profile.last_seen_ms"),
    Field("profile.channels", "texts"),
    Field("activity.clicks"),
    Field("activity.orders"),
    Field("activity.refunds"),
    Field("activity.cancels"),
    Field("activity.feedback"),
    Field("activity.first_order_ms"),
    Field("activity.last_order_ms"),
    Field("activity.gaps"),
    Field("activity.mean_gap_s"),
    Field("value.currency", "text"),
    Field("value.spent_minor"),
    Field("value.returned_minor"),
    Field("value.net_minor"),
    Field("value.expected_orders", judged=True),
    Field("value.expected_spend_minor", judged=True),
    Field("value.remaining_minor", judged=True),
    Field("value.clv_minor", judged=True),
    Field("value.tier", "text", get_args(Tier), judged=True),
    Field("churn.probability", judged=True),
    Field("churn.band", "text", get_args(Band), judged=True),
    Field("not_eligible", "text"),
    Field("propensity_7d", judged=True),
    Field("segment", "text", tuple(TYPES), judged=True),
    Field("habits.gap_spread_s"),
    Field("habits.day", "text", get_args(Weekday)),
    Field("habits.hour"),
    Field("habits.categories", "texts"),
    Field("habits.channels", "texts"),
    Field("session.since_ms"),
    Field("session.entry", "text"),
    Field("session.depth"),
    Field("session.cart"),
    Field("satisfaction.score"),
    Field("satisfaction.weight"),
    Field("satisfaction.error"),
    Field("satisfaction.trend"),
    Field("satisfaction.about", "text"),
    Field("lifecycle.stage", "text", get_args(Stage), judged=True),
    Field("lifecycle.since_ms", judged=True),
    Field("held_out", "texts", judged=True),
)
BY_NAME: Final[Mapping[str, Field]] = {field.name: field for field in FIELDS}


def reach(document: CustomerDocument, name: str) -> Any:
    """What a document says under a dotted name; None where it says nothing. What may change later is copied."""
    found: Any = document
    for part in name.split("."):
        found = getattr(found, part, None)
    if found is UNSET:
        return None
    return dict(found) if isinstance(found, dict) else found
