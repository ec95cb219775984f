"""The native events: what product apps send on the five inbound topics.

On a topic, the topic says what an event is; in a file of JSON lines each line also carries `type`.
Times are RFC 3339 with an offset, or epoch milliseconds. Money is decimal, in the event's currency.
Decoded JSON holds no cycles, so the garbage collector need not look at events (`gc=False`).
"""

from datetime import datetime
from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Struct

MAX_EVENT_BYTES: Final = 1_048_576
MAX_DEPTH: Final = 32

#: Epoch milliseconds of the years 1 and 9999: what a datetime can hold, so that every int can be one.
MIN_TS_MS: Final = -62_135_596_800_000
MAX_TS_MS: Final = 253_402_300_799_999

#: No control character; decoding looks for one where the text has an escape (`harken.decode`), since a pattern would
#: cost every event. What stands here is for readers of the JSON Schema (not anchored: `$` means different things).
Identifier = Annotated[
    str, Meta(min_length=1, max_length=256, extra_json_schema={"not": {"pattern": "[\\u0000-\\u001f]"}})
]
#: Longer, since an alert's id holds its customer's.
AlertId = Annotated[
    str, Meta(min_length=1, max_length=512, extra_json_schema={"not": {"pattern": "[\\u0000-\\u001f]"}})
]
Name = Annotated[str, Meta(max_length=256)]
Text = Annotated[str, Meta(max_length=100_000)]
Note = Annotated[str, Meta(max_length=1000)]
Probability = Annotated[float, Meta(ge=0, le=1)]
Timestamp = (
    Annotated[datetime, Meta(tz=True, extra_json_schema={"pattern": "([Zz]|[+-][0-9]{2}:?[0-9]{2})$"})]
    | Annotated[int, Meta(ge=MIN_TS_MS, le=MAX_TS_MS)]
)
#: Of a price, a total, and of lines that come without a total.
MAX_AMOUNT: Final = 1e12
Amount = Annotated[float, Meta(ge=0, le=MAX_AMOUNT)]
Quantity = Annotated[float, Meta(ge=0, le=1e9)]
#: The lengths too, since `$` alone would let a last line feed pass.
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$", min_length=3, max_length=3)]
Properties = dict[str, Any]
#: Tables of a rules file by name; what is in them the lane looks at.
RuleSettings = dict[str, Any]

ClickKind = Literal["view", "click", "search", "add_to_cart", "remove_from_cart", "impression", "login", "feature_use"]
PurchaseKind = Literal["order", "refund", "cancel", "renewal", "downgrade"]
FeedbackKind = Literal["nps", "csat", "ces", "rating", "review", "ticket", "cancellation"]
ReceiptOutcome = Literal["delivered", "acted", "ignored", "converted"]
CommandKind = Literal["tick", "rules", "acknowledge", "snooze", "override", "mute", "unmute", "erase"]
#: Commands for no single customer: written once to every partition, under any key or none.
FOR_ALL: Final = frozenset({"tick", "rules"})

#: Inbound topics by their short names, in the order that decides between equal event times.
COMMANDS: Final = "commands"
RECEIPTS: Final = "receipts"
PURCHASES: Final = "purchases"
FEEDBACK: Final = "feedback"
CLICKS: Final = "clicks"
INBOUND: Final = (COMMANDS, RECEIPTS, PURCHASES, FEEDBACK, CLICKS)


class LineItem(Struct, frozen=True, omit_defaults=True, gc=False):
    """One line of a purchase: an item, how many of it, and the price of one in the event's currency; and which served
    list it was taken from."""

    item_id: Identifier
    quantity: Quantity = 1.0
    price: Amount | None = None
    category: Name | None = None
    list_id: Identifier | None = None


class Click(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Something a customer looked at or used."""

    id: Identifier
    customer_id: Identifier
    ts: Timestamp
    kind: ClickKind
    item_id: Identifier | None = None
    category: Name | None = None
    price: Amount | None = None
    position: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None
    list_id: Identifier | None = None
    url: Annotated[str, Meta(max_length=4096)] | None = None
    query: Annotated[str, Meta(max_length=4096)] | None = None
    channel: Name | None = None
    session_id: Identifier | None = None
    properties: Properties | None = None


class Purchase(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """An order, or what undoes or repeats one; `total` is what was paid (or given back), never negative."""

    id: Identifier
    customer_id: Identifier
    ts: Timestamp
    kind: PurchaseKind = "order"
    order_id: Identifier | None = None
    currency: Currency | None = None
    total: Amount | None = None
    items: Annotated[tuple[LineItem, ...], Meta(max_length=10_000)] = ()
    coupon: Name | None = None
    discount: Amount | None = None
    channel: Name | None = None
    session_id: Identifier | None = None
    properties: Properties | None = None


class Feedback(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A word of the customer's: a score, a text, or both; `cancellation` says that the customer leaves."""

    id: Identifier
    customer_id: Identifier
    ts: Timestamp
    kind: FeedbackKind
    score: Annotated[float, Meta(ge=-100, le=1000)] | None = None
    scale_max: Annotated[float, Meta(gt=0, le=1000)] | None = None
    text: Text | None = None
    language: Annotated[str, Meta(max_length=35)] | None = None
    item_id: Identifier | None = None
    topic: Name | None = None
    channel: Name | None = None
    session_id: Identifier | None = None
    properties: Properties | None = None


class Receipt(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What became of an alert, told by who consumed it."""

    id: Identifier
    customer_id: Identifier
    ts: Timestamp
    alert_id: AlertId
    outcome: ReceiptOutcome


class Command(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """An order to harken, in the customer's lane.

    `acknowledge`, `snooze`, `mute` and `unmute` are about one kind of alert: `alert_kind`, or that of `alert_id`.
    `override` sets the churn probability to `score`, `until` then, for the reason in `note`.

    A `tick` is for no single customer: it is written once to every partition and moves the lane's
    stream clock to its `ts`, so that a replay's lanes keep step where a partition has no events.
    So is `rules`: from its place in the stream on the lane's alerts go by the settings in `rules`.
    """

    id: Identifier
    ts: Timestamp
    kind: CommandKind
    customer_id: Identifier | None = None
    alert_kind: Name | None = None
    alert_id: AlertId | None = None
    until: Timestamp | None = None
    score: Probability | None = None
    note: Note | None = None
    rules: RuleSettings | None = None


#: What an event is called in a file of JSON lines (`type`), and the topic it belongs on.
TYPES: Final = (
    ("click", CLICKS),
    ("purchase", PURCHASES),
    ("feedback", FEEDBACK),
    ("receipt", RECEIPTS),
    ("command", COMMANDS),
)

Event = Click | Purchase | Feedback | Receipt | Command


def seconds(ts: Timestamp) -> float:
    """An event's time in epoch seconds (UTC)."""
    return ts / 1000.0 if isinstance(ts, int) else ts.timestamp()
