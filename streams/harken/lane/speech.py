"""What an outcome says: alerts, predictions, packed examples and dead letters, as messages for the outbox."""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any

import msgspec

from harken.alert import HEADERS
from harken.batch import Outcome, Reject
from harken.dead_letter import DeadLetter, Reason, bounded, from_record, headers
from harken.example import CHURN, OUTCOME, PROPENSITY, RAISE, RHYTHM, TEXT, VALUE, VISIT, ExamplePack
from harken.model_record import MODELS, ModelRecord
from harken.ops_alert import OpsAlert
from harken.outbox import Message, Outbox
from harken.version import harken_version

MAX_PACK_BYTES = 512 * 1024
#: Examples encoded together: of the usual size they are half a pack, so that few are encoded twice.
PACKED_AT_ONCE = 1000
#: Models whose examples are rows of features.
FEATURED = (CHURN, PROPENSITY)
#: A dead letter that the broker refused keeps so many bytes of the original.
KEPT_BYTES = 65_536

_encode = msgspec.json.encode


class Speech:
    """Makes messages; knows the topics' names and nothing else.

    Parameters
    ----------
    names : full topic name by short name, of all topics.
    features : names of the churn features, in order.
    visits : the models that are told of visits (`harken.recommend.shards`).
    """

    def __init__(self, names: Mapping[str, str], features: Sequence[str], visits: Sequence[str] = (VISIT,)) -> None:
        self._names = names
        self._features = tuple(features)
        self._visits = visits

    def outbox(self, lane: int, outcome: Outcome) -> Outbox:
        """Everything that a batch has to say."""
        messages = [
            *(Message(self._names["alerts"], a.subject.encode(), _encode(a), HEADERS) for a in outcome.alerts),
            *(Message(self._names["predictions"], p.customer_id.encode(), _encode(p)) for p in outcome.predictions),
            *(Message(self._names["predictions"], one.customer_id.encode(), _encode(one)) for one in outcome.lists),
            #  Rhythms first: a label is judged with what was known of them, however batches were cut.
            *self._packs(RHYTHM, CHURN, lane, outcome, outcome.rhythm_examples),
            *self._packs(CHURN, CHURN, lane, outcome, outcome.churn_examples),
            *self._packs(PROPENSITY, CHURN, lane, outcome, outcome.propensity_examples),
            *self._packs(VALUE, CHURN, lane, outcome, outcome.value_examples),
            *self._packs(RAISE, CHURN, lane, outcome, outcome.raise_examples),
            *self._packs(OUTCOME, CHURN, lane, outcome, outcome.outcome_examples),
            *(pack for m in self._visits for pack in self._packs(m, m, lane, outcome, outcome.visit_examples)),
            *self._packs(TEXT, TEXT, lane, outcome, outcome.text_examples),
            *map(self.dead_letter, outcome.rejects),
            *map(self.ops_alert, outcome.ops),
        ]
        return Outbox(messages, list(outcome.publish))

    def ops_alert(self, alert: OpsAlert) -> Message:
        """A word to whoever runs harken."""
        return Message(self._names["ops"], alert.subject.encode(), _encode(alert), HEADERS)

    def model(self, key: str, record: ModelRecord | None) -> Message:
        """A model's card; None, with which a compacted topic forgets, where it competes no more."""
        return Message(self._names[MODELS], key.encode(), None if record is None else _encode(record))

    def publish(self, customer_id: str, document: bytes | None) -> Message:
        """A customer's public document; None, with which a compacted topic forgets, where there is no such customer."""
        return Message(self._names["customers"], customer_id.encode(), document)

    def refuse(self, message: Message, code: str) -> Message:
        """The dead letter of a message that the broker will never accept: its beginning, its size, its digest.

        A refused dead letter keeps what it said of its own source.
        """
        if message.topic == self._names["dead-letters"]:
            letter = from_record(message.key, message.value, message.headers)
        else:
            letter = DeadLetter(
                reason=Reason.UNDELIVERABLE,
                detail=code,
                topic=message.topic,
                partition=-1,
                offset=-1,
                at_ms=0,
                version=harken_version(),
                key=message.key,
                value=message.value,
            )
        cut = bounded(letter, KEPT_BYTES)
        return Message(self._names["dead-letters"], cut.key, cut.value, headers(cut))

    def _packs(
        self, model: str, key: str, lane: int, outcome: Outcome, examples: Sequence[Any]
    ) -> Iterator[Message]:
        if not examples:
            return
        names = self._features if model in FEATURED else ()
        clock_s = outcome.clock_s if isfinite(outcome.clock_s) else None
        for raw in _arrays(examples):
            pack = ExamplePack(model=model, lane=lane, names=names, clock_s=clock_s, examples=msgspec.Raw(raw))
            yield Message(self._names["examples"], key.encode(), _encode(pack))

    def dead_letter(self, reject: Reject) -> Message:
        """A refused record: its bytes as they came, and why."""
        record = reject.record
        letter = DeadLetter(
            reason=Reason(reject.reason),
            detail=reject.detail,
            topic=self._names.get(record.topic, record.topic),
            partition=record.partition,
            offset=record.offset,
            at_ms=record.timestamp_ms,
            version=harken_version(),
            key=record.key,
            value=record.value,
        )
        return Message(self._names["dead-letters"], record.key, record.value, headers(letter))


def _arrays(examples: Sequence[Any]) -> Iterator[bytes]:
    """JSON arrays of the examples, in order, each array at most `MAX_PACK_BYTES` (or one example)."""
    for start in range(0, len(examples), PACKED_AT_ONCE):
        yield from _halves(examples[start : start + PACKED_AT_ONCE])


def _halves(examples: Sequence[Any]) -> Iterator[bytes]:
    array = _encode(examples)
    if len(array) <= MAX_PACK_BYTES or len(examples) == 1:
        yield array
        return
    middle = len(examples) // 2
    yield from _halves(examples[:middle])
    yield from _halves(examples[middle:])
