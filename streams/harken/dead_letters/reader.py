"""Reading the dead letters' topic from some time to its end as it is now: no group, nothing committed."""

from collections.abc import Collection, Iterator, Mapping
from time import monotonic
from typing import Any, Final, NamedTuple, Self

from confluent_kafka import OFFSET_BEGINNING, OFFSET_END, Consumer, KafkaError, KafkaException, TopicPartition

from harken.dead_letter import DeadLetter, NotADeadLetter, from_record
from harken.dead_letter_mark import Mark, cause_of, read_mark
from harken.dead_letters.place import Card, Place, Wanted
from harken.errors import HarkenError
from harken.kafka_access import for_librdkafka
from harken.partition_count import partition_count
from harken.replay.producer import QUIET
from harken.settings import Settings
from harken.topics import topic_name

DEAD_LETTERS: Final = "dead-letters"
AT_ONCE: Final = 500


class LettersUnreadable(HarkenError):
    """The broker stopped answering, or the topic is gone, while it was read."""


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
        self.topic = topic_name(settings, DEAD_LETTERS)
        self._wait_s = settings.broker_timeout_s
        self._consumer = Consumer(
            {
                **for_librdkafka(settings),
                "group.id": "harken-dead-letters",  # librdkafka asks for a name; nothing is committed under it
                "enable.auto.commit": False,
                "enable.partition.eof": True,
                "fetch.wait.max.ms": 100,
            },
            logger=QUIET,
        )
        self._partitions = range(partition_count(self._consumer, self.topic, settings))

    def __enter__(self) -> Self:
        """Ready since it was made."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the broker."""
        self._consumer.close()

    def cards(self, wanted: Wanted) -> list[Card]:
        """The letters that are meant, oldest first, each with the last mark behind it. Raises LettersUnreadable."""
        cards: dict[str, Card] = {}
        marks: dict[str, Mark] = {}
        for record in self._read(self._begin(wanted)):
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
        """These letters with their bytes, partition by partition. Raises LettersUnreadable."""
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

    def _begin(self, wanted: Wanted) -> Mapping[int, int]:
        """The first offset to read, by partition."""
        if wanted.since_ms is None:
            return dict.fromkeys(self._partitions, OFFSET_BEGINNING)
        asked = [TopicPartition(self.topic, n, wanted.since_ms) for n in self._partitions]
        try:
            found = self._consumer.offsets_for_times(asked, timeout=self._wait_s)
        except KafkaException as error:
            raise LettersUnreadable(f"{self.topic}: {error.args[0].str()}") from None
        return {tp.partition: tp.offset for tp in found if tp.offset != OFFSET_END}

    def _read(self, begin: Mapping[int, int]) -> Iterator[_Record]:
        """Every record from these offsets to the ends as they are now."""
        ends = {n: end for n in begin if n in self._partitions and (end := self._end(n)) > begin[n]}
        self._consumer.assign([TopicPartition(self.topic, n, begin[n]) for n in ends])
        heard_s = monotonic()
        while ends:
            for message in self._consumer.consume(AT_ONCE, 0.2):
                heard_s = monotonic()
                n = message.partition()
                if not _is_record(message):
                    ends.pop(n, None)
                elif n in ends:
                    yield _record(message)
                    if message.offset() >= ends[n] - 1:
                        del ends[n]
            if monotonic() - heard_s > self._wait_s:
                raise LettersUnreadable(f"{self.topic}: nothing came within {self._wait_s:g} s")

    def _end(self, partition: int) -> int:
        """The end of a partition; 0 where it is empty."""
        try:
            start, end = self._consumer.get_watermark_offsets(TopicPartition(self.topic, partition), self._wait_s)
        except KafkaException as error:
            raise LettersUnreadable(f"{self.topic}: {error.args[0].str()}") from None
        return int(end) if end > start else 0


def _is_record(message: Any) -> bool:
    """Whether it is one, and not the word that the end is reached. Raises LettersUnreadable."""
    error = message.error()
    if error is None:
        return True
    if error.code() == KafkaError._PARTITION_EOF:
        return False
    raise LettersUnreadable(f"{message.topic()}: {error.str()}")


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
