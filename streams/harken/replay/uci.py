"""UCI Online Retail (Daqing Chen 2015, CC BY 4.0): a British gift wholesaler's invoice lines, as purchases.

- One `purchase` an invoice and customer, at the time of its first line (43 invoices of the file run over a minute's
  end); its `id` is `uci-<InvoiceNo>`. The file's clock has no zone; it is read as UTC.
- An invoice that begins with C is a `cancel`, with positive quantities and what was given back as `total`.
- `total` is the exact sum of quantity times price over the invoice's lines, rounded to a penny.
- A line that is a service or an adjustment (`SERVICES`: postage, discount, manual, bank charges, ...) counts in `total`
  but is no item. A line with price 0 (a gift, a sample) is an item at price 0.
- Refused: no customer; a quantity of 0; a quantity below 0 outside a cancellation (stock written off) or above 0 inside
  one; a price below 0 (bad debt); a line that cannot be read. Purchases come in event-time order, equal times in the
  file's order.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final, NamedTuple

from harken.events import PURCHASES, LineItem, Purchase
from harken.replay.files import open_text
from harken.replay.line import Line, Refused

CURRENCY: Final = "GBP"
SERVICES: Final = frozenset({"AMAZONFEE", "B", "BANK CHARGES", "C2", "CRUK", "D", "DOT", "M", "POST", "S", "m"})
_PENNY: Final = Decimal("0.01")


class _Sale(NamedTuple):
    """One readable line of an invoice; quantity and price are not negative."""

    item_id: str
    quantity: int
    price: Decimal


class _Invoice(NamedTuple):
    """The lines of one invoice and customer so far."""

    ts: datetime
    sales: list[_Sale]


def read(path: Path) -> Iterator[Line | Refused]:
    """The purchases of the file, and its refused lines first."""
    invoices: dict[tuple[str, str], _Invoice] = {}
    with open_text(path) as text:
        for row in csv.DictReader(text):
            sale = _sale(row)
            if isinstance(sale, Refused):
                yield sale
                continue
            key = (row["InvoiceNo"], row["CustomerID"])
            if key not in invoices:
                invoices[key] = _Invoice(_time(row), [])
            invoices[key].sales.append(sale)
    for (number, customer_id), invoice in sorted(invoices.items(), key=lambda item: item[1].ts):
        yield _line(number, customer_id, invoice)


def _sale(row: Mapping[str, str]) -> _Sale | Refused:
    try:
        quantity, price = int(row["Quantity"]), Decimal(row["UnitPrice"])
        customer_id, item_id, _ = row["CustomerID"], row["StockCode"], _time(row)
    except (KeyError, TypeError, ValueError, InvalidOperation):
        return Refused("unreadable line")
    if not customer_id:
        return Refused("no customer")
    if not item_id or not price.is_finite():
        return Refused("unreadable line")
    fault = _fault(quantity, price, cancelled=row["InvoiceNo"].startswith("C"))
    return _Sale(item_id, abs(quantity), price) if fault is None else Refused(fault)


def _fault(quantity: int, price: Decimal, *, cancelled: bool) -> str | None:
    if quantity == 0:
        return "quantity of 0"
    if cancelled != (quantity < 0):
        return "quantity above 0 in a cancellation" if cancelled else "quantity below 0 in an order"
    return "price below 0" if price < 0 else None


def _time(row: Mapping[str, str]) -> datetime:
    return datetime.fromisoformat(row["InvoiceDate"]).replace(tzinfo=UTC)


def _line(number: str, customer_id: str, invoice: _Invoice) -> Line:
    total = sum((sale.quantity * sale.price for sale in invoice.sales), Decimal(0))
    purchase = Purchase(
        id=f"uci-{number}",
        customer_id=customer_id,
        ts=invoice.ts,
        kind="cancel" if number.startswith("C") else "order",
        order_id=number,
        currency=CURRENCY,
        total=float(total.quantize(_PENNY)),
        items=tuple(
            LineItem(sale.item_id, float(sale.quantity), float(sale.price))
            for sale in invoice.sales
            if sale.item_id not in SERVICES
        ),
    )
    return Line(PURCHASES, customer_id, invoice.ts.timestamp(), purchase, len(invoice.sales))
