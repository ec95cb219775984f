"""Where the open data sets are, and how they are read."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from harken.replay.line import Line, Refused

UCI = "uci_online_retail.csv.zst"
ESHOP = "eshop2008.csv.zst"


def folder(description: str | None) -> Path:
    """The folder from `--data`, `HARKEN_DATA` or beside the checkout; the run ends with a clear line without one."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("HARKEN_DATA", "../shared/data")))
    found: Path = parser.parse_args().data
    missing = [name for name in (UCI, ESHOP) if not (found / name).exists()]
    if missing:
        sys.exit(f"no real data: {', '.join(missing)} not in {found}; set HARKEN_DATA to the folder that has them")
    return found


def lines(read: Callable[[Path], Iterator[Line | Refused]], path: Path) -> list[Line]:
    """The events of a file, in its order."""
    return [line for line in read(path) if isinstance(line, Line)]
