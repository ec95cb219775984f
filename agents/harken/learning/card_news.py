"""What is new on the models' cards since it was last said: each change once, and not all the time.

A card changes with every label, so it is said at most once in so many seconds; who scores, which changes seldom and is
waited for, at once. What was said is kept with the models, so a learner that begins again says nothing twice.
"""

from collections.abc import Mapping
from hashlib import blake2b
from math import inf
from typing import Final

from msgspec import UNSET, Raw, Struct, field, json

from harken.learning.cards import Card, cards_of
from harken.model_record import ModelRecord


class Cause(Struct, frozen=True, array_like=True):
    """The newest record that was learned: partition, topic and offset as one text, and its time."""

    place: str = ""
    at_ms: int = 0


class _Said(Struct, array_like=True):
    """What was last said under a key: a digest of it, and the standing."""

    digest: str
    standing: str


class _State(Struct):
    said: dict[str, _Said] = field(default_factory=dict)
    cause: Cause = field(default_factory=Cause)


#: By key: the record, or None where the model competes no more.
News = Mapping[str, ModelRecord | None]

_state: Final = json.Decoder(_State)


class CardNews:
    """The cards of one learner.

    Parameters
    ----------
    every_s : least time between two records under one key, seconds.
    """

    def __init__(self, every_s: float) -> None:
        self._every_s = every_s
        self._state = _State()
        self._waiting: dict[str, tuple[ModelRecord | None, _Said | None]] = {}
        self._told_s = -inf

    @property
    def models(self) -> list[str]:
        """Whose cards were ever said."""
        return sorted({key.partition(":")[0] for key in self._state.said})

    def look(self, model: str, fields: Mapping[str, bytes], cause: Cause | None = None) -> None:
        """A model's hash was written, because of this or of what the last look was; raises msgspec.DecodeError."""
        if cause is not None:
            self._state.cause = cause
        cards = {card.key: card for card in cards_of(model, fields)}
        for key, card in cards.items():
            said = _Said(blake2b(card.body, digest_size=4).hexdigest(), card.standing)
            if said == self._state.said.get(key):
                self._waiting.pop(key, None)
            else:
                self._waiting[key] = (_record(card, self._state.cause, said.digest), said)
        for key in self._state.said.keys() - cards.keys():
            if key.partition(":")[0] == model:
                self._waiting[key] = (None, None)

    def take(self, now_s: float) -> News:
        """What is to be said now, of any clock in seconds that does not go back."""
        is_time = now_s - self._told_s >= self._every_s
        due = [key for key, (_, said) in self._waiting.items() if is_time or self._moves(key, said)]
        if is_time and due:
            self._told_s = now_s
        found: dict[str, ModelRecord | None] = {}
        for key in due:
            found[key], said = self._waiting.pop(key)
            if said is None:
                del self._state.said[key]
            else:
                self._state.said[key] = said
        return found

    def dump(self) -> bytes:
        """Everything that must be known to go on."""
        return json.encode(self._state)

    def load(self, data: bytes) -> None:
        """Continue where `dump` stood."""
        self._state = _state.decode(data)

    def _moves(self, key: str, said: _Said | None) -> bool:
        before = self._state.said.get(key)
        return said is None or before is None or said.standing != before.standing


def _record(card: Card, cause: Cause, digest: str) -> ModelRecord:
    return ModelRecord(
        id=f"{card.key}|{cause.place}|{digest}",
        model=card.model,
        name=card.name or UNSET,
        role=card.role or UNSET,
        version=card.version or UNSET,
        at_ms=cause.at_ms,
        card=Raw(card.body),
    )
