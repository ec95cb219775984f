"""The formats that can be replayed, and how each is recognised: by its first line."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from harken.replay import completejourney, eshop, jsonl, uci
from harken.replay.files import UnreadableFile, open_text
from harken.replay.line import Reader


class Format(NamedTuple):
    """One kind of file."""

    name: str
    recognises: Callable[[str], bool]
    read: Reader


FORMATS: Final = (
    Format("uci", lambda first: first.startswith("InvoiceNo,StockCode,"), uci.read),
    Format("completejourney", lambda first: first.startswith("household_id,store_id,basket_id,"), completejourney.read),
    Format("eshop", lambda first: first.startswith("year;month;day;order;country;session"), eshop.read),
    Format("jsonl", lambda first: first.lstrip().startswith("{"), jsonl.read),
)
AUTO: Final = "auto"
NAMES: Final = (AUTO, *(format.name for format in FORMATS))


def detect(path: Path) -> Format:
    """The format of a file. Raises UnreadableFile, which says what could have been."""
    with open_text(path) as text:
        first = text.readline(65_536).lstrip("\ufeff").replace('"', "")
    for format in FORMATS:
        if format.recognises(first):
            return format
    known = ", ".join(format.name for format in FORMATS)
    raise UnreadableFile(f"{path}: its first line is that of no format that is known ({known})")


def reader(path: Path, name: str = AUTO) -> Reader:
    """The reader of a file, by the format's name or by its first line. Raises UnreadableFile."""
    if name == AUTO:
        return detect(path).read
    for format in FORMATS:
        if format.name == name:
            return format.read
    raise UnreadableFile(f"no format {name!r}: {', '.join(NAMES)}")
