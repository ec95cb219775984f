"""Packs opened: examples as they came over the wire, or the fact that these bytes are no examples."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

from msgspec import DecodeError, json

from harken.errors import HarkenError
from harken.events import MAX_TS_MS
from harken.example import (
    CHURN,
    ORDER,
    OUTCOME,
    PROPENSITY,
    RAISE,
    RHYTHM,
    TEXT,
    VALUE,
    VISIT,
    ChurnExample,
    ExamplePack,
    ModelOrder,
    OutcomeExample,
    RaiseExample,
    RhythmExample,
    TextExample,
    ValueExample,
    VisitExample,
)
from harken.learning.known import is_event, is_wakeup
from harken.reason import Reason
from harken.recommend.before import KEY_BYTES
from harken.text.hashes import unpack

T = TypeVar(
    "T", ChurnExample, RhythmExample, ValueExample, RaiseExample, OutcomeExample, VisitExample, TextExample
)


class MalformedPack(HarkenError):
    """Bytes that are no pack of examples; `reason` and `detail` are those of their dead letter."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


#: No step of a customer counts for more; the fold gives 1.
HEAVIEST: Final = 100.0
#: Nobody takes one thing more often.
STRONGEST: Final = 65_536.0
#: No list is longer.
LONGEST: Final = 1000

_packs: Final = json.Decoder(ExamplePack)
_churn: Final = json.Decoder(list[ChurnExample])
_rhythm: Final = json.Decoder(list[RhythmExample])
_value: Final = json.Decoder(list[ValueExample])
_raise: Final = json.Decoder(list[RaiseExample])
_outcome: Final = json.Decoder(list[OutcomeExample])
_visit: Final = json.Decoder(list[VisitExample])
_text: Final = json.Decoder(list[TextExample])
_order: Final = json.Decoder(list[ModelOrder])
#: What decoding raises: bad JSON or another type, bytes that are no UTF-8, arrays in arrays in arrays.
_FAULTS: Final = (DecodeError, UnicodeDecodeError, RecursionError)


def read_pack(value: bytes) -> ExamplePack:
    """The pack in a record's value, known to open; raises MalformedPack."""
    if not value:
        raise MalformedPack(Reason.EMPTY, "no pack of examples")
    try:
        pack = _packs.decode(value)
    except _FAULTS:
        raise MalformedPack(Reason.WRONG_TYPE, "not a pack of examples") from None
    #  Behind it stands which shard is told.
    model, _, _ = pack.model.partition(":")
    opens = OPENS.get(model if model == VISIT else pack.model)
    if opens is None:
        raise MalformedPack(Reason.UNKNOWN_KIND, "model: nothing learns from such examples")
    opens(pack)
    return pack


def churn_examples(pack: ExamplePack) -> list[ChurnExample]:
    """The examples of a `churn` pack; raises MalformedPack."""
    return _open(_churn, pack, is_wakeup)


def propensity_examples(pack: ExamplePack) -> list[ChurnExample]:
    """The examples of a `propensity` pack; raises MalformedPack."""
    return _open(_churn, pack, is_wakeup)


def rhythm_examples(pack: ExamplePack) -> list[RhythmExample]:
    """The examples of a `rhythm` pack; raises MalformedPack."""
    return _open(_rhythm, pack, is_wakeup)


def value_examples(pack: ExamplePack) -> list[ValueExample]:
    """The examples of a `value` pack; raises MalformedPack."""
    return _open(_value, pack, is_wakeup)


def raise_examples(pack: ExamplePack) -> list[RaiseExample]:
    """The examples of a `raise` pack; raises MalformedPack."""
    return _open(_raise, pack, is_wakeup)


def outcome_examples(pack: ExamplePack) -> list[OutcomeExample]:
    """The examples of an `outcome` pack; raises MalformedPack."""
    return _open(_outcome, pack, is_wakeup)


def visit_examples(pack: ExamplePack) -> list[VisitExample]:
    """The examples of a `visit` pack; raises MalformedPack."""
    examples = _open(_visit, pack, is_event)
    if not all(0 < example.weight <= HEAVIEST for example in examples):
        raise MalformedPack(Reason.OUT_OF_RANGE, f"examples: a weight that is not above 0 and at most {HEAVIEST:g}")
    if not all(0 <= strength <= STRONGEST for one in examples if one.choice for _, strength in one.choice.own):
        raise MalformedPack(Reason.OUT_OF_RANGE, f"examples: a habit's strength that is not 0 to {STRONGEST:g}")
    if any(len(one.choice.known) % KEY_BYTES for one in examples if one.choice):
        raise MalformedPack(Reason.OUT_OF_RANGE, "examples: what was taken before is not of four bytes each")
    for listed in (listed for one in examples if one.choice for listed in one.choice.lists):
        if not all(0 <= place < len(listed.items) <= LONGEST for place in listed.explored):
            raise MalformedPack(Reason.OUT_OF_RANGE, "examples: a place that is not on its list")
    return examples


def text_examples(pack: ExamplePack) -> list[TextExample]:
    """The examples of a `text` pack; raises MalformedPack."""
    examples = _open(_text, pack, is_event)
    if any(unpack(example.hashes) is None for example in examples):
        raise MalformedPack(Reason.OUT_OF_RANGE, "examples: hashes that are none")
    if any(abs(example.known_s) > MAX_TS_MS / 1000 for example in examples):
        raise MalformedPack(Reason.OUT_OF_RANGE, "examples: a time that is none")
    return examples


def orders(pack: ExamplePack) -> list[ModelOrder]:
    """The orders of an `order` pack; raises MalformedPack."""
    try:
        return _order.decode(pack.examples)
    except _FAULTS:
        raise MalformedPack(Reason.WRONG_TYPE, "examples: no orders") from None


#: How the examples of each model are opened.
OPENS: Final[Mapping[str, Callable[[ExamplePack], Sequence[object]]]] = {
    CHURN: churn_examples,
    PROPENSITY: propensity_examples,
    RHYTHM: rhythm_examples,
    VALUE: value_examples,
    RAISE: raise_examples,
    OUTCOME: outcome_examples,
    VISIT: visit_examples,
    TEXT: text_examples,
    ORDER: orders,
}


def _open(decoder: "json.Decoder[list[T]]", pack: ExamplePack, is_cause: Callable[[str], bool]) -> list[T]:
    try:
        examples = decoder.decode(pack.examples)
    except _FAULTS:
        raise MalformedPack(Reason.WRONG_TYPE, f"examples: not those of {pack.model}") from None
    if not all(is_cause(example.cause) for example in examples):
        raise MalformedPack(Reason.OUT_OF_RANGE, "examples: a cause that is none")
    return examples
