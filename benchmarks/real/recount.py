"""What the UCI file says of each customer, counted again with nothing but csv and dict.

It shares no code with harken's reader or fold; the rules it counts by are those that the reader's docstring states.
"""

import csv
import io
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import zstandard


@dataclass
class Expected:
    """One customer: invoices, money by invoice, and each invoice's time (its first line's)."""

    orders: set[str] = field(default_factory=set)
    cancels: set[str] = field(default_factory=set)
    spent: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    returned: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    times_ms: dict[str, int] = field(default_factory=dict)


def pence(sums: dict[str, Decimal]) -> int:
    """The sum over invoices, each rounded to the penny."""
    return sum(int(abs(v).quantize(Decimal("0.01"), ROUND_HALF_EVEN) * 100) for v in sums.values())


def rows(path: Path) -> list[dict[str, str]]:
    """The file's lines."""
    with path.open("rb") as raw:
        text = zstandard.ZstdDecompressor().stream_reader(raw).read().decode("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def recount(path: Path) -> tuple[int, int, dict[str, Expected]]:
    """All lines, those without a customer, and what is expected of each customer."""
    lines = rows(path)
    anonymous = 0
    customers: dict[str, Expected] = defaultdict(Expected)
    for row in lines:
        customer = row["CustomerID"].strip()
        if not customer:
            anonymous += 1
            continue
        one = customers[customer]
        invoice = row["InvoiceNo"].strip()
        money = Decimal(row["Quantity"]) * Decimal(row["UnitPrice"])
        cancel = invoice.startswith("C")
        (one.cancels if cancel else one.orders).add(invoice)
        (one.returned if cancel else one.spent)[invoice] += money
        moment = datetime.fromisoformat(row["InvoiceDate"]).replace(tzinfo=UTC)
        one.times_ms.setdefault(invoice, int(moment.timestamp() * 1000))
    return len(lines), anonymous, dict(customers)
