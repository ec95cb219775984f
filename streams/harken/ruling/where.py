"""Where in a TOML file something stands: `tomllib` tells values, a person needs lines."""

import re
from typing import Final

_PART: Final = r"\"?[A-Za-z0-9_-]+\"?"
_PATH: Final = rf"({_PART}(?:\s*\.\s*{_PART})*)"
_TABLE: Final = re.compile(rf"\s*\[\s*{_PATH}\s*\]")
_KEY: Final = re.compile(rf"\s*{_PATH}\s*=")


def lines_of(text: str) -> dict[tuple[str, str], int]:
    """Line numbers, from 1, by table and key; the table's own under an empty key.

    What is in a table of a table has both `table.table` and `key`, and `table` and `key.key`.
    """
    found: dict[tuple[str, str], int] = {}
    table: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if head := _TABLE.match(line):
            table = path = _parts(head[1])
        elif key := _KEY.match(line):
            path = [*table, *_parts(key[1])]
        else:
            continue
        for end in range(1, len(path) + 1):
            for cut in range(1, end + 1):
                found.setdefault((".".join(path[:cut]), ".".join(path[cut:end])), number)
    return found


def _parts(path: str) -> list[str]:
    return [part.strip().strip('"') for part in path.split(".")]
