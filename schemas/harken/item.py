"""What a shop says of the items that it carries, on `harken.items`: compacted, so the newest record of an item holds.

No event: it is no customer's, comes under its own key (the item), and a record without a value takes back what was
said. Of an item of which nothing was said nothing is known, and it is shown like any other.
"""

from typing import Annotated, Final

from msgspec import Meta, Struct

from harken.events import Amount, Currency, Identifier, Name, Properties, Timestamp

#: The topic, by its short name; read by the learner.
ITEMS: Final = "items"


class Item(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """An item that a shop carries, or carries no more; whoever is to be shown something is shown what is there."""

    item_id: Identifier
    title: Annotated[str, Meta(max_length=1000)] | None = None
    category: Name | None = None
    brand: Name | None = None
    price: Amount | None = None
    currency: Currency | None = None
    in_stock: bool | None = None
    available: bool | None = None
    valid_from: Timestamp | None = None
    valid_until: Timestamp | None = None
    blocked: bool | None = None
    properties: Properties | None = None
