"""What a shop would say of its items on `harken.items`, as far as a file knows it.

E-shop: category and price. UCI: the description is the title, and the price of the first line. Complete Journey, from
its file of products: department, manufacturer, and the kind of product as its title; no price.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from benchmarks.quality import data
from harken.events import Click
from harken.item import Item
from harken.replay.files import open_text
from harken.replay.uci import SERVICES


def records(path: Path) -> Iterator[Item]:
    """A record of each item."""
    seen: set[str] = set()
    for item in _READERS[path.name](path):
        if item.item_id not in seen:
            seen.add(item.item_id)
            yield item


def _eshop(path: Path) -> Iterator[Item]:
    for line in data.lines(path):
        event = line.event
        if isinstance(event, Click) and event.item_id is not None:
            yield Item(item_id=event.item_id, category=event.category, price=event.price)


def _uci(path: Path) -> Iterator[Item]:
    with open_text(path) as text:
        for row in csv.DictReader(text):
            name, title, price = row["StockCode"], row["Description"].strip(), float(row["UnitPrice"])
            if title and price > 0 and name not in SERVICES:
                yield Item(item_id=name, title=title, price=price)


def _journey(path: Path) -> Iterator[Item]:
    with open_text(path.with_name(path.name.replace("transactions", "products"))) as text:
        for row in csv.DictReader(text):
            title = f"{row['product_category']} {row['product_type']}".strip()
            yield Item(
                item_id=row["product_id"],
                title=title or None,
                category=row["department"] or None,
                brand=row["manufacturer_id"] or None,
            )


_READERS = {data.ESHOP: _eshop, data.UCI: _uci, data.JOURNEY: _journey}
