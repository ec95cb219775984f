"""Examples and packs to learn from."""

from collections.abc import Sequence
from typing import Literal

import msgspec
from msgspec import UNSET

from harken.example import (
    CHURN,
    ORDER,
    PROPENSITY,
    RAISE,
    RHYTHM,
    TEXT,
    VALUE,
    VISIT,
    ChurnExample,
    ExamplePack,
    ModelOrder,
    RaiseExample,
    RhythmExample,
    TextExample,
    ValueExample,
    VisitExample,
)
from harken.features import FEATURE_NAMES
from harken.text import hashes
from harken.text.themes import themes_in
from harken.text.tokens import tokens_of

DAY_S = 86_400.0
BEGIN_S = 1_700_000_000.0
PRIOR_AT = 24
Example = ChurnExample | RhythmExample | ValueExample | VisitExample | TextExample


def label(
    n: int, *, lane: int = 0, customer: str = "ada", score: float = 0.4, left: bool | None = None
) -> ChurnExample:
    """The `n`th label, half a day after the one before it."""
    known_s = BEGIN_S + n * DAY_S / 2
    #  The prior speaks loudest of few labels: what it says is not to move with how many features there are.
    features = [((n * 37 + k * 11) % 19) / 7.0 - k / 5.0 for k in (*range(len(FEATURE_NAMES) - 1), PRIOR_AT)]
    gone = features[0] > features[1] if left is None else left
    return ChurnExample(
        cause=f"{lane}|label|{customer}|{known_s!r}",
        at_s=known_s - 90 * DAY_S,
        known_s=known_s,
        features=features,
        score=score,
        prior_logit=features[-1],
        version="prior",
        silent_s=(n % 120) * DAY_S,
        left=gone,
        order_days=0 if gone else 1 + n % 5,
        expected_days=1.0 + n % 3 / 4,
    )


def propensity(n: int, *, lane: int = 0, customer: str = "ada") -> ChurnExample:
    """The `n`th answer of the next seven days."""
    found = label(n, lane=lane, customer=customer)
    cause = found.cause.replace("|label|", "|propensity|")
    at_s = found.known_s - 7 * DAY_S
    return msgspec.structs.replace(found, cause=cause, at_s=at_s, order_days=UNSET, expected_days=UNSET)


def rhythm(n: int, *, lane: int = 0, customer: str = "ada") -> RhythmExample:
    """A customer's numbers at the `n`th half day."""
    known_s = BEGIN_S + n * DAY_S / 2
    return RhythmExample(
        cause=f"{lane}|snapshot|{customer}|{known_s!r}",
        known_s=known_s,
        customer_id=customer,
        repeats=n % 4,
        recency_d=float(n % 4 * 13),
        age_d=float(60 + n % 200),
        net_minor=1000 + n * 77 % 9000,
    )


def value(n: int, *, lane: int = 0, customer: str = "ada") -> ValueExample:
    """A customer's purse at the `n`th half day."""
    known_s = BEGIN_S + n * DAY_S / 2
    return ValueExample(
        cause=f"{lane}|snapshot|{customer}|{known_s!r}",
        known_s=known_s,
        customer_id=customer,
        repeats=n % 4,
        mean_minor=float(n % 4 and 1000 + n * 37 % 900),
        stake_minor=float(n * 53 % 5000),
    )


def visit(
    n: int, item: str, *recent: str, category: str | None = None, lane: int = 0, at_s: float | None = None
) -> VisitExample:
    """The `n`th click of a lane."""
    known_s = BEGIN_S + n * 600.0 if at_s is None else at_s
    return VisitExample(f"{lane}|clicks|{n}|0", known_s, item, category, 1.0, list(recent), [True] * len(recent), False)


def text(
    n: int, said: str, good: bool | None = None, *, score: float | None = None, topic: str | None = None, lane: int = 0
) -> TextExample:
    """The `n`th feedback of a lane, an hour after the one before it."""
    tokens = tokens_of(said)
    packed, words = hashes.pack(hashes.bucket(tokens)), themes_in(tokens)
    return TextExample(f"{lane}|feedback|{n}|0", BEGIN_S + n * 3600.0, packed, good, score, topic, words)


def pack(examples: Sequence[Example], names: tuple[str, ...] | None = None, lane: int = 0) -> ExamplePack:
    """A pack of examples of one kind, as a lane sends it."""
    models = {
        ChurnExample: CHURN,
        RhythmExample: RHYTHM,
        ValueExample: VALUE,
        RaiseExample: RAISE,
        VisitExample: VISIT,
        TextExample: TEXT,
    }
    model = PROPENSITY if "|propensity|" in examples[0].cause else models[type(examples[0])]
    if names is None:
        names = FEATURE_NAMES if model in {CHURN, PROPENSITY} else ()
    return ExamplePack(model=model, lane=lane, names=names, examples=msgspec.Raw(msgspec.json.encode(examples)))


def ordered(deed: Literal["promote", "rollback"], target: str = "", name: str = "first") -> ExamplePack:
    """An order on which model scores, as a terminal sends it."""
    order = ModelOrder(id=name, at_s=BEGIN_S, deed=deed, target=target)
    return ExamplePack(model=ORDER, lane=0, examples=msgspec.Raw(msgspec.json.encode([order])))
