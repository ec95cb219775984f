"""What an item is like, as words: its category, brand, band of price, and the words of its title."""

from math import log
from re import compile as pattern
from typing import Final

from harken.item import Item

#: Prices within a fifth of each other are alike.
BAND: Final = log(1.2)
#: Words of a title that are read, the first ones; of three letters or more.
MOST_WORDS: Final = 12

_words: Final = pattern(r"[^\W\d_]{3,}").findall

Attributes = tuple[str, ...]


def said_of(item: Item) -> Attributes:
    """What the shop says of an item, each thing once."""
    words = dict.fromkeys(map(str.casefold, _words(item.title or "")))
    brand = () if item.brand is None else (f"brand {item.brand}",)
    return (*placed(item.category, item.price), *brand, *[f"word {word}" for word in [*words][:MOST_WORDS]])


def placed(category: str | None, price: float | None) -> Attributes:
    """Category and band of price, where they are known."""
    found = [] if category is None else [f"category {category}"]
    if price:
        found.append(f"price {round(log(price) / BAND)}")
    return tuple(found)
