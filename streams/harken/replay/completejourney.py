"""84.51 Complete Journey 2.0 (CC0): a US grocer's till lines in 2017, as purchases.

- One `purchase` a basket, its household the customer; `id` is `cj-<basket_id>`, prices in USD. The file's clock has no
  zone; it is read as UTC.
- A line's price is what was paid for it (`sales_value`) by its quantity; `total` is the exact sum of what was paid,
  `discount` the sum of the three kinds of discount.
- A line with quantity 0 (a coupon or a void) counts in `total` and `discount` but is no item.
- Categories come from the file of products where it lies beside (the same name with `products` for `transactions`).
- Refused: no household; a quantity or value below 0; a line that cannot be read.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

from harken.events import PURCHASES, LineItem, Purchase
from harken.replay.files import open_text
from harken.replay.line import Line, Refused

CURRENCY: Final = "USD"
_CENT: Final = Decimal("0.01")
_DISCOUNTS: Final = ("retail_disc", "coupon_disc", "coupon_match_disc")


class _Sale(NamedTuple):
    """One readable till line."""

    basket: tuple[str, str]
    ts: datetime
    item_id: str
    quantity: Decimal
    value: Decimal
    discount: Decimal


def read(path: Path) -> Iterator[Line | Refused]:
    """The baskets of the file in its order, which is that of time."""
    categories = _categories(path)
    with open_text(path) as text:
        for basket, sales in groupby(map(_sale, csv.DictReader(text)), key=_basket):
            if basket is None:
                yield from (refused for refused in sales if isinstance(refused, Refused))
            else:
                yield _line(*basket, [sale for sale in sales if isinstance(sale, _Sale)], categories)


def _basket(sale: _Sale | Refused) -> tuple[str, str] | None:
    return sale.basket if isinstance(sale, _Sale) else None


def _sale(row: Mapping[str, str]) -> _Sale | Refused:
    try:
        ts = datetime.fromisoformat(row["transaction_timestamp"]).replace(tzinfo=UTC)
        quantity, value = Decimal(row["quantity"]), Decimal(row["sales_value"])
        discount = sum((Decimal(row[name]) for name in _DISCOUNTS), Decimal(0))
        basket, item_id = (row["basket_id"], row["household_id"]), row["product_id"]
    except (KeyError, TypeError, ValueError, InvalidOperation):
        return Refused("unreadable line")
    if not basket[1]:
        return Refused("no household")
    if not (item_id and quantity.is_finite() and value.is_finite() and discount.is_finite()):
        return Refused("unreadable line")
    if quantity < 0 or value < 0:
        return Refused("quantity or value below 0")
    return _Sale(basket, ts, item_id, quantity, value, discount)


def _line(number: str, household: str, sales: list[_Sale], categories: Mapping[str, str]) -> Line:
    discount = sum((sale.discount for sale in sales), Decimal(0))
    purchase = Purchase(
        id=f"cj-{number}",
        customer_id=household,
        ts=sales[0].ts,
        order_id=number,
        currency=CURRENCY,
        total=float(sum((sale.value for sale in sales), Decimal(0)).quantize(_CENT)),
        items=tuple(_item(sale, categories.get(sale.item_id)) for sale in sales if sale.quantity > 0),
        discount=float(discount.quantize(_CENT)) if discount > 0 else None,
    )
    return Line(PURCHASES, household, sales[0].ts.timestamp(), purchase, len(sales))


def _item(sale: _Sale, category: str | None) -> LineItem:
    return LineItem(sale.item_id, float(sale.quantity), round(float(sale.value / sale.quantity), 4), category)


def _categories(path: Path) -> dict[str, str]:
    products = path.with_name(path.name.replace("transactions", "products"))
    if products == path or not products.exists():
        return {}
    with open_text(products) as text:
        return {row["product_id"]: row["department"] for row in csv.DictReader(text) if row["department"]}
