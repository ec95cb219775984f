"""Reading the dead letters' topic from some time to its end as it is now: no group, nothing committed."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, NamedTuple, Self

from harken.dead_letter import DeadLetter, NotADeadLetter, from_record
from harken.dead_letter_mark import Mark, cause_of, read_mark
from harken.dead_letters.place import Card, Place, Wanted
from harken.settings import Settings
from harken.to_end import ToEnd

DEAD_LETTERS: Final = "dead-letters"


class _Record(NamedTuple):
    place: Place
    at_ms: int
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]


class LetterReader:
    """Reads the letters of one installation.

    Parameters
    ----------
    settings : broker, topic prefix, longest wait.

    Raises BrokerSilent, NoSuchTopic.
    """

    def __init__(self, settings: Settings) -> None:
        self._letters = ToEnd(settings, DEAD_LETTERS)
        self.topic = self._letters.topic

    def __enter__(self) -> Self:
        """Ready since it was made."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the broker."""
        self._letters.close()

    def cards(self, wanted: Wanted) -> list[Card]:
        """The letters that are meant, oldest first, each with the last mark behind it. Raises TopicUnreadable."""
        cards: dict[str, Card] = {}
        marks: dict[str, Mark] = {}
        for record in self._read(self._letters.begin(wanted.since_ms)):
            mark = read_mark(record.headers)
            if mark is not None:
                marks[mark.letter] = mark
            elif (letter := _letter(record)) is not None:
                card = _card(record, letter)
                known = cards.setdefault(card.cause, card)
                if known is not card:  # a crash between saying and the next commit: the outbox was said again
                    cards[card.cause] = known._replace(copies=(*known.copies, card.place))
        marked = (card._replace(mark=marks.get(card.cause)) for card in cards.values())
        return sorted(filter(wanted.has, marked), key=lambda card: (card.at_ms, card.place))

    def letters(self, places: Collection[Place]) -> Iterator[tuple[Place, DeadLetter]]:
        """These letters with their bytes, partition by partition. Raises TopicUnreadable."""
        first: dict[int, int] = {}
        for place in places:
            first[place.partition] = min(place.offset, first.get(place.partition, place.offset))
        left = set(places)
        for record in self._read(first) if left else ():
            if record.place in left and (letter := _letter(record)) is not None:
                left.discard(record.place)
                yield record.place, letter
                if not left:
                    return

    def _read(self, begin: Mapping[int, int]) -> Iterator[_Record]:
        """Every record from these offsets to the ends as they are now."""
        return map(_record, self._letters.read(begin))


def _record(message: Any) -> _Record:
    place = Place(message.partition(), message.offset())
    return _Record(place, message.timestamp()[1], message.key(), message.value(), message.headers() or [])


def _letter(record: _Record) -> DeadLetter | None:
    try:
        return from_record(record.key, record.value, record.headers)
    except NotADeadLetter:  # somebody else's record: nothing that could be worked on
        return None


def _card(record: _Record, letter: DeadLetter) -> Card:
    return Card(
        place=record.place,
        at_ms=record.at_ms,
        reason=letter.reason,
        detail=letter.detail,
        topic=letter.topic,
        partition=letter.partition,
        offset=letter.offset,
        size=len(letter.value or b"") if letter.length is None else letter.length,
        cut=letter.length is not None,
        cause=cause_of(letter),
    )
