"""Dead letters for a person, or for a program that reads lines."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from harken.dead_letter import DeadLetter
from harken.dead_letters.place import Card, Place

#: What of a value is shown.
MOST_SHOWN: Final = 4000


def fields(card: Card) -> dict[str, Any]:
    """A letter's card as JSON has it; no key, which names the customer."""
    mark = card.mark
    return {
        "letter": str(card.place),
        "refused_at": when(card.at_ms),
        "reason": card.reason.value,
        "detail": card.detail,
        "source": f"{card.topic}[{card.partition}]@{card.offset}",
        "bytes": card.size,
        "cut": card.cut,
        "mark": None if mark is None else f"{mark.deed.value} {when(mark.at_ms)}",
    }


def lines(cards: Iterable[Card]) -> Iterator[str]:
    """A line a letter, its parts separated by tabs."""
    for card in cards:
        mark = card.mark.deed.value if card.mark else "-"
        source = f"{card.topic}[{card.partition}]@{card.offset}"
        yield "\t".join((str(card.place), when(card.at_ms), card.reason.value, mark, source, card.detail))


def print_table(console: Console, cards: Sequence[Card]) -> None:
    """All letters, and how many of each reason."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("letter", "refused at", "reason", "source", "bytes", "mark"):
        table.add_column(name, no_wrap=True, justify="right" if name == "bytes" else "left")
    table.add_column("detail", overflow="fold")
    for card in cards:
        source = f"{card.topic}[{card.partition}]@{card.offset}"
        mark = card.mark.deed.value if card.mark else ""
        table.add_row(str(card.place), when(card.at_ms), card.reason.value, source, f"{card.size:,}", mark, card.detail)
    if cards:
        console.print(table)
    counts = Counter(card.reason.value for card in cards)
    summary = ", ".join(f"{reason} {count:,}" for reason, count in counts.most_common())
    console.print(f"{len(cards):,} dead letters{': ' + summary if summary else ''}", highlight=False)


def letter_text(place: Place, letter: DeadLetter) -> str:
    """One letter as a person reads it: what the headers say, then key and value."""
    value = letter.value or b""
    size = f"{len(value):,}" if letter.length is None else f"{len(value):,} of {letter.length:,}, {letter.sha256}"
    heads = {
        "letter": str(place),
        "reason": letter.reason.value,
        "detail": letter.detail,
        "source": f"{letter.topic}[{letter.partition}]@{letter.offset}",
        "at": when(letter.at_ms),
        "version": letter.version,
        "key": _text(letter.key),
        "bytes": size,
    }
    shown = _text(letter.value[:MOST_SHOWN] if letter.value else letter.value)
    more = "" if len(value) <= MOST_SHOWN else f"\n... {len(value) - MOST_SHOWN:,} bytes more: --raw has them all"
    return "\n".join(f"{name:<8} {text}" for name, text in heads.items()) + f"\n\n{shown}{more}"


def when(at_ms: int) -> str:
    """Epoch milliseconds as a person reads them, UTC."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _text(raw: bytes | None) -> str:
    """Bytes that are no UTF-8 are escaped, so is what would move a terminal's cursor."""
    if raw is None:
        return "(none)"
    text = raw.decode(errors="backslashreplace")
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text)
