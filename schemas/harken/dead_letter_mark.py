"""A mark: a record of the dead letters' topic that says of an earlier one that it was retried or dropped.

It lies behind the letter on its topic, so it is kept as long as the letter is and survives a loss of the store. It has
the letter's key, no value, and these headers. It names the letter by its cause: after a crash the same letter may be on
the topic twice.
"""

from collections.abc import Iterable
from enum import StrEnum
from hashlib import blake2b
from typing import Final

from msgspec import Struct

from harken.dead_letter import DeadLetter

MARK: Final = "harken-mark"
LETTER: Final = "harken-letter"
MARKED_AT_MS: Final = "harken-marked-at-ms"


class Deed(StrEnum):
    """What was done with a letter."""

    RETRIED = "retried"
    DROPPED = "dropped"


class Mark(Struct, frozen=True):
    """What was done with the letter of a cause (`harken.dead_letter_mark.cause_of`), and when (epoch milliseconds)."""

    deed: Deed
    letter: str
    at_ms: int


def cause_of(letter: DeadLetter) -> str:
    """What a letter is of: the same for each copy of it, another for every other."""
    cause = f"{letter.topic}[{letter.partition}]@{letter.offset}/{letter.at_ms}"
    if letter.offset >= 0:
        return cause
    #  No record but a wake-up or a message: what tells it from others of that moment is in it.
    digest = blake2b((letter.key or b"") + b"|" + (letter.value or b""), digest_size=8).hexdigest()
    return f"{cause}/{digest}"


def mark_headers(mark: Mark) -> tuple[tuple[str, bytes], ...]:
    """The headers of a mark, as text in UTF-8."""
    texts = ((MARK, mark.deed.value), (LETTER, mark.letter), (MARKED_AT_MS, str(mark.at_ms)))
    return tuple((name, text.encode()) for name, text in texts)


def read_mark(headers: Iterable[tuple[str, bytes]]) -> Mark | None:
    """The mark in a record's headers; None where the record is no mark (then it is a letter, or nothing of ours)."""
    found = dict(headers)
    try:
        return Mark(Deed(found[MARK].decode()), found[LETTER].decode(), int(found[MARKED_AT_MS]))
    except (KeyError, ValueError):
        return None
