"""Where in a TOML file something stands: `tomllib` tells values, a person needs lines."""

import re
from typing import Final

_TABLE: Final = re.compile(r"\s*\[\s*\"?([A-Za-z0-9_-]+)\"?\s*\]")
_KEY: Final = re.compile(r"\s*\"?([A-Za-z0-9_-]+)\"?(?:\s*\.\s*\"?([A-Za-z0-9_-]+)\"?)?\s*=")


def lines_of(text: str) -> dict[tuple[str, str], int]:
    """Line numbers, from 1, by table and key; the table's own under an empty key."""
    found: dict[tuple[str, str], int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if head := _TABLE.match(line):
            table = head[1]
            found.setdefault((table, ""), number)
        elif key := _KEY.match(line):
            place = (table, key[1]) if table else (key[1], key[2] or "")
            found.setdefault(place, number)
    return found
