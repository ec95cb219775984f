"""UCI clickstream of a Polish clothes shop in 2008 (Lapczynski and Bialowas 2013, CC BY 4.0), as clicks.

The file has a day and an order but no clock and no customer: a session is the customer, and click `j` of a day with `n`
clicks is put at `j / n` of that day, in the file's order. So order and day are the file's, and everything between is
made up; time inside a day means nothing. `position` is the place on the page (1 to 6) and prices are in dollars.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Final

from harken.events import CLICKS, Click
from harken.replay.files import open_text
from harken.replay.line import Line, Refused

DAY_S: Final = 86_400
CATEGORIES: Final = {"1": "trousers", "2": "skirts", "3": "blouses", "4": "sale"}


def read(path: Path) -> Iterator[Line | Refused]:
    """The clicks of the file in its order."""
    with open_text(path) as text:
        rows = csv.DictReader(text, delimiter=";")
        for midnight_s, day in groupby(rows, key=_midnight_s):
            clicks = list(day)
            for j, row in enumerate(clicks):
                yield Refused("unreadable line") if midnight_s is None else _line(row, midnight_s, j, len(clicks))


def _midnight_s(row: Mapping[str, str]) -> int | None:
    try:
        return int(datetime(int(row["year"]), int(row["month"]), int(row["day"]), tzinfo=UTC).timestamp())
    except (KeyError, TypeError, ValueError):
        return None


def _line(row: Mapping[str, str], midnight_s: int, j: int, n: int) -> Line | Refused:
    ts_ms = (midnight_s * n + DAY_S * j) * 1000 // n
    try:
        session, order = row["session.ID"], int(row["order"])
        click = Click(
            id=f"eshop-{session}-{order}",
            customer_id=session,
            ts=ts_ms,
            kind="view",
            item_id=row["page.2..clothing.model."],
            category=CATEGORIES[row["page.1..main.category."]],
            price=float(row["price"]),
            position=int(row["location"]),
            session_id=session,
        )
    except (KeyError, TypeError, ValueError):
        return Refused("unreadable line")
    if not (click.customer_id and click.item_id):
        return Refused("no session or item")
    return Line(CLICKS, session, ts_ms / 1000.0, click)
