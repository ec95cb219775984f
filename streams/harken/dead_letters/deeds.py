"""Retrying and dropping letters.

A retry sends the original key and bytes to the source topic, the road that every event takes, and marks the letter
when the broker has acknowledged it. Who stops in between leaves letters that were sent and not marked: retried again
they are the same events under the same ids, which the fold recognises as long as it remembers them (an hour of event
time at least).
"""

from collections.abc import Iterable, Sequence
from time import time
from typing import Final, NamedTuple

from harken.dead_letter import DeadLetter
from harken.dead_letter_mark import Deed, Mark, cause_of, mark_headers
from harken.dead_letters.place import Card, Place
from harken.dead_letters.reader import LetterReader
from harken.events import INBOUND
from harken.replay.producer import KeyedProducer
from harken.settings import Settings
from harken.topics import topic_name

#: Letters that are sent before their marks are: what a stop in between may send twice.
AT_ONCE: Final = 500


class Done(NamedTuple):
    """What became of the letters that were asked for.

    Parameters
    ----------
    done : retried or dropped now.
    passed : left alone, and why.
    found : all places of these letters and of their copies.
    """

    done: Sequence[Place]
    passed: Sequence[tuple[Place, str]]
    found: frozenset[Place]


def drop(reader: LetterReader, producer: KeyedProducer, cards: Sequence[Card]) -> Done:
    """Mark letters as dropped; their bytes stay until the topic's retention takes them. Raises NotDelivered."""
    passed = [(card.place, _marked(card)) for card in cards if card.mark is not None]
    chosen = {card.place for card in cards if card.mark is None}
    done: list[Place] = []
    for place, letter in reader.letters(chosen):
        _mark(producer, reader.topic, place, letter, Deed.DROPPED)
        done.append(place)
    producer.flush()
    return Done(done, passed, _places(cards))


def retry(
    settings: Settings, reader: LetterReader, producer: KeyedProducer, cards: Sequence[Card], *, again: bool = False
) -> Done:
    """Send letters to their source topics once more; with `again` also those that were retried or dropped.

    Raises NotDelivered, TopicUnreadable.
    """
    inbound = {topic_name(settings, short) for short in INBOUND}
    passed: list[tuple[Place, str]] = []
    chosen: list[Place] = []
    for card in cards:
        why = _hindrance(card, inbound, again=again)
        if why:
            passed.append((card.place, why))
        else:
            chosen.append(card.place)
    done: list[Place] = []
    sent: list[tuple[Place, DeadLetter]] = []
    for place, letter in reader.letters(chosen):
        #  A record without a key goes where it came from; the others where their customer is.
        producer.send(letter.topic, letter.key, letter.value, -1 if letter.key else letter.partition)
        sent.append((place, letter))
        if len(sent) == AT_ONCE:
            done += _mark_all(producer, reader.topic, sent)
            sent = []
    done += _mark_all(producer, reader.topic, sent)
    return Done(done, passed, _places(cards))


def _hindrance(card: Card, inbound: Iterable[str], *, again: bool) -> str:
    """Why a letter cannot be retried; empty where it can."""
    if card.topic not in inbound:
        return f"it came from {card.topic}, which is no topic of events"
    if card.cut:
        return f"only the beginning of its {card.size:,} bytes is kept"
    return _marked(card) if card.mark is not None and not again else ""


def _places(cards: Sequence[Card]) -> frozenset[Place]:
    return frozenset(place for card in cards for place in (card.place, *card.copies))


def _marked(card: Card) -> str:
    return "" if card.mark is None else f"it was {card.mark.deed} before"


def _mark_all(producer: KeyedProducer, topic: str, sent: Sequence[tuple[Place, DeadLetter]]) -> list[Place]:
    """Wait until the broker has what was sent, then mark it."""
    producer.flush()
    for place, letter in sent:
        _mark(producer, topic, place, letter, Deed.RETRIED)
    producer.flush()
    return [place for place, _ in sent]


def _mark(producer: KeyedProducer, topic: str, place: Place, letter: DeadLetter, deed: Deed) -> None:
    mark = Mark(deed, cause_of(letter), int(time() * 1000))
    producer.send(topic, letter.key, None, place.partition, mark_headers(mark))
