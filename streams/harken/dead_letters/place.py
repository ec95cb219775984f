"""Where a dead letter is, and which are meant."""

from collections.abc import Collection
from typing import NamedTuple, Self

from harken.dead_letter_mark import Mark
from harken.errors import HarkenError
from harken.reason import Reason


class NoPlace(HarkenError):
    """Text that names no letter, or nothing that says which letters are meant."""


def read_reason(text: str) -> Reason:
    """A reason by its name. Raises NoPlace."""
    try:
        return Reason(text)
    except ValueError:
        known = ", ".join(reason.value for reason in Reason)
        raise NoPlace(f"{text!r} is no reason; there are {known}") from None


class Place(NamedTuple):
    """A record of the dead letters' topic; written `partition:offset`."""

    partition: int
    offset: int

    @classmethod
    def read(cls, text: str) -> Self:
        """The place as it is written. Raises NoPlace."""
        partition, colon, offset = text.partition(":")
        if not (colon and partition.isdecimal() and offset.isdecimal()):
            raise NoPlace(f"{text!r} is no letter: write partition:offset, as `harken dead-letters list` does")
        return cls(int(partition), int(offset))

    def __str__(self) -> str:
        return f"{self.partition}:{self.offset}"


class Card(NamedTuple):
    """A letter without its bytes.

    Parameters
    ----------
    place : where it is; `copies` are the places of its other copies.
    cause : what it is of, the same for each copy.
    at_ms : when it was refused, epoch milliseconds.
    reason, detail : why.
    topic, partition, offset : the source.
    size : bytes of the original value.
    cut : whether the letter holds only the value's beginning.
    mark : what was done with it; None where nothing was.
    """

    place: Place
    at_ms: int
    reason: Reason
    detail: str
    topic: str
    partition: int
    offset: int
    size: int
    cut: bool
    cause: str
    mark: Mark | None = None
    copies: tuple[Place, ...] = ()


class Wanted(NamedTuple):
    """Which letters are meant; what is empty or None does not limit.

    Parameters
    ----------
    places : these and no others.
    reasons : of one of these.
    topic : whose source was this topic (full or short name).
    since_ms, until_ms : refused at or after, and before, epoch milliseconds.
    marked : also those that were retried or dropped.
    """

    places: Collection[Place] = ()
    reasons: Collection[Reason] = ()
    topic: str = ""
    since_ms: int | None = None
    until_ms: int | None = None
    marked: bool = False

    def limits(self) -> bool:
        """Whether anything is said about which."""
        return bool(self.places or self.reasons or self.topic or self.since_ms is not None or self.until_ms is not None)

    def has(self, card: Card) -> bool:
        """Whether this letter is meant. One that is named is meant, whatever was done with it."""
        if self.places:
            return card.place in self.places or any(place in self.places for place in card.copies)
        return (
            (self.marked or card.mark is None)
            and (not self.reasons or card.reason in self.reasons)
            and (not self.topic or card.topic == self.topic or card.topic.endswith(f".{self.topic}"))
            and (self.since_ms is None or card.at_ms >= self.since_ms)
            and (self.until_ms is None or card.at_ms < self.until_ms)
        )
