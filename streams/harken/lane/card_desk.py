"""The models' cards on their topic: what the learner's lane writes and says of them, in the commits in which it learns.

What had to wait (`harken.learning.card_news`) is said in a commit of its own, when nothing else is to do.
"""

from collections.abc import Mapping, Sequence
from math import inf
from time import monotonic
from typing import NamedTuple

from msgspec import DecodeError

from harken.batch import Entry
from harken.lane.speech import Speech
from harken.lane.work import Writes
from harken.learning.card_news import CardNews, Cause
from harken.ledger.base import Lease, Ledger
from harken.logs import get_logger
from harken.outbox import Message, Outbox
from harken.settings import Settings

log = get_logger(__name__)


class Told(NamedTuple):
    """What is to be written and said of cards."""

    strings: Mapping[str, bytes]
    messages: Sequence[Message]


class CardDesk:
    """The cards of one learner's lane.

    Parameters
    ----------
    ledger : of the role `learner`; cards are read from it where the lane is taken.
    """

    def __init__(self, ledger: Ledger, speech: Speech, settings: Settings) -> None:
        self._ledger = ledger
        self._speech = speech
        self._head = f"{settings.key_prefix}model:"
        self._every_s = settings.cards_s
        self._news = CardNews(self._every_s)
        self._key = ""

    async def begin(self, key: str, state: bytes | None) -> None:
        """The lane was taken: what was said, and what is in the store and was not, since the learner ended too soon.

        In what an older release wrote there is no state; then all is said with what is learned next.

        Parameters
        ----------
        key : where the state is kept.
        """
        self._news, self._key = CardNews(self._every_s), key
        if state is None:
            return
        self._news.load(state)
        for model in self._news.models:
            fields = await self._ledger.read_hash(self._head + model)
            try:
                self._news.look(model, fields)
            except DecodeError as fault:  # somebody else wrote it; the next label writes it anew
                log.warning("a card cannot be read", model=model, why=str(fault))

    def learned(self, hashes: Mapping[str, Mapping[str, bytes]], entries: Sequence[Entry]) -> Told:
        """These hashes are written, cards of models all, because of these entries."""
        if not entries or not hashes:
            return Told({}, ())
        record = entries[-1].record
        cause = Cause(f"{record.partition}|{record.topic}|{record.offset}", record.timestamp_ms)
        for key, fields in hashes.items():
            self._news.look(key.removeprefix(self._head), fields, cause)
        messages = self._take()
        return Told({self._key: self._news.dump()}, messages)

    def late(self, lease: Lease) -> Writes | None:
        """A turn in which nothing is learned: what had to wait is said now, if it is time."""
        messages = self._take()
        if not messages:
            return None
        return Writes(
            consumed=0,
            clock_s=-inf,
            step_s=lease.step_s,
            outbox=Outbox(messages, ()),
            strings={self._key: self._news.dump()},
            scores={},
            hashes={},
            wakeups={},
            counts={},
        )

    def _take(self) -> list[Message]:
        return [self._speech.model(key, record) for key, record in self._news.take(monotonic()).items()]
