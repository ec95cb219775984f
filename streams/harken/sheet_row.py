"""A line of a sheet: its label, and behind a margin what it says; characters of the East take two columns."""

from typing import Final
from unicodedata import east_asian_width

#: Columns of a label with the gap behind it.
MARGIN: Final = 14


def row(label: str, said: str) -> str:
    """The line; of those that follow it under the same label, it is empty."""
    return f"  {label}{' ' * (MARGIN - columns(label))}{said}"


def columns(text: str) -> int:
    """How wide a text is on a terminal."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
