"""The real files, read as a replay reads them."""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import structs

from harken.events import LineItem, Purchase
from harken.fold.money import amount_of
from harken.replay import completejourney, eshop, uci
from harken.replay.line import Line

UCI = "uci_online_retail.csv.zst"
ESHOP = "eshop2008.csv.zst"
JOURNEY = "completejourney_transactions.csv.zst"
REVIEWS = "womens_clothing.csv.zst"
_ITEM = LineItem("item")
_READERS = {UCI: uci.read, ESHOP: eshop.read, JOURNEY: completejourney.read}


def folder(description: str | None, names: Iterable[str] = (UCI, ESHOP)) -> Path:
    """The folder of these files, from the command line or the environment; ends the program where one is not there."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("HARKEN_DATA", "../shared/data")))
    found: Path = parser.parse_args().data
    missing = [str(found / name) for name in names if not (found / name).exists()]
    if missing:
        sys.exit(f"no real data: {', '.join(missing)} not found; set HARKEN_DATA to the folder that has them")
    return found


def lines(path: Path) -> Iterator[Line]:
    """What the file's reader makes of it, without the lines that it refuses."""
    return (line for line in _READERS[path.name](path) if isinstance(line, Line))


def nameless(line: Line) -> Line:
    """An order with as many lines, all of one item, where nothing is recommended: scores ask how many there are."""
    event = line.event
    if not isinstance(event, Purchase):
        return line
    return line._replace(event=structs.replace(event, total=amount_of(event), items=(_ITEM,) * len(event.items)))
