"""Reasons: the shares of a score, grouped and said in sentences that a person can use (learning.md, 1.9)."""

from collections.abc import Callable, Mapping, Sequence
from math import log
from typing import Final

import numpy as np

from harken.customer import Overriding
from harken.document import Reason
from harken.features.numbers import Numbers
from harken.features.vector import FEATURES
from harken.models.churn import Scores, affine
from harken.shelf import ChurnSnapshot

PRIOR: Final = "prior"
BASE: Final = "base"
REST: Final = "rest"
#: Reasons that get a sentence of their own.
MOST: Final = 4


def days(count: float) -> str:
    """A number of days as one says it."""
    whole = round(count)
    return "1 day" if whole == 1 else f"{whole} days"


def _recency(n: Numbers[float]) -> str:
    usual = f"usually every {round(n.gap_d)}" if n.days > 1 else "and only one day with any so far"
    seen = f"; last seen {days(n.quiet_d)} ago" if n.silent_d - n.quiet_d >= 1 else ""
    return f"no purchase for {days(n.silent_d)}, {usual}{seen}"


def _frequency(n: Numbers[float]) -> str:
    return f"purchases on {days(n.days)} in {days(n.age_d)}"


def _trend(n: Numbers[float]) -> str:
    rising = n.orders_30d / 30 > n.orders_90d / 90
    return "buys more than a while ago" if rising else "buys less than a while ago"


def _value(n: Numbers[float]) -> str:
    returned = f", {n.returned:,.2f} returned" if n.returned else ""
    return f"{n.spent / max(n.orders, 1.0):,.2f} an order, {n.spent:,.2f} in all{returned}"


def _tenure(n: Numbers[float]) -> str:
    return f"first purchase {days(n.age_d)} ago"


def _use(n: Numbers[float]) -> str:
    return f"{n.clicks_30d:.0f} recent clicks"


def _satisfaction(n: Numbers[float]) -> str:
    return f"satisfaction {n.satisfaction:.2f} of 1" if n.scores else "has never said how satisfied"


def _channels(n: Numbers[float]) -> str:
    shares = [
        f"{share:.0%} by {name}" for name, share in (("app", n.app), ("email", n.email), ("store", n.store)) if share
    ]
    return ", ".join(shares) or "uses neither app, email nor store"


def _prior(n: Numbers[float]) -> str:
    history = f"{round(n.days)} purchase days in {days(n.age_d)}, the last {days(n.silent_d)} ago"
    return f"what customers with {history}, usually do"


def _base(_: Numbers[float]) -> str:
    return "how customers are on the whole"


#: A sentence for each group of features, for the prior, and for what belongs to nobody in particular.
SENTENCES: Final[Mapping[str, Callable[[Numbers[float]], str]]] = {
    "recency": _recency,
    "frequency": _frequency,
    "trend": _trend,
    "value": _value,
    "tenure": _tenure,
    "use": _use,
    "satisfaction": _satisfaction,
    "channels": _channels,
    PRIOR: _prior,
    BASE: _base,
}

#: The groups in the order of the columns that `grouped` makes.
GROUPS: Final = tuple(SENTENCES)
_SENTENCES: Final = tuple(SENTENCES.values())
_PRIOR_AT, _BASE_AT = GROUPS.index(PRIOR), GROUPS.index(BASE)
#: Where the columns of a stored row belong: the features to their groups, the prior's logit (the last) to the prior.
_COLUMNS: Final = {
    group: [n for n, name in enumerate((*(feature.reason for feature in FEATURES), PRIOR)) if name == group]
    for group in GROUPS
}


def grouped(scores: Scores, snapshot: ChurnSnapshot) -> list[list[float]]:
    """What each group adds to the blended logits of a batch, in the order of `GROUPS`; a row adds up to its logit.

    What belongs to no group (the intercept, what was cut from a logit beyond the bound) is the base's.
    """
    shares = np.zeros((len(GROUPS), len(scores.logit)))
    if snapshot.names:
        gain, _ = affine(snapshot)
        parts = (1.0 - scores.prior_weight) * (scores.rows - np.asarray(snapshot.means)) * gain
        for at, group in enumerate(GROUPS):
            for column in _COLUMNS[group]:
                shares[at] += parts[:, column]
    shares[_PRIOR_AT] += scores.prior_weight * scores.prior_logit
    shares[_BASE_AT] = scores.logit - shares.sum(axis=0)
    return shares.T.tolist()


def strongest(logits: Sequence[Sequence[float]]) -> list[list[int]]:
    """For each row of shares, the groups from the strongest to the weakest, by their place in `GROUPS`."""
    order: list[list[int]] = np.argsort(-np.abs(np.asarray(logits)), axis=1, kind="stable").tolist()
    return order


def reasons(logits: Sequence[float], order: Sequence[int], numbers: Numbers[float]) -> tuple[Reason, ...]:
    """Reasons, the strongest first, whose logits add up to the score; what is left after the first few is one more.

    Parameters
    ----------
    logits : of the groups, in the order of `GROUPS`.
    order : the groups, the strongest first.
    numbers : the customer at the moment of the score.
    """
    found = [Reason(GROUPS[at], _SENTENCES[at](numbers), logits[at]) for at in order[:MOST] if logits[at]]
    rest = sum([logits[at] for at in order[MOST:]])
    if rest:
        found.append(Reason(REST, "everything else", rest))
    return tuple(found)


def by_hand(override: Overriding, model: float) -> Reason:
    """The share of somebody's word in a probability that they have set, beside that of the model (0 to 1)."""
    return Reason("override", f"set by hand: {override.note}", _logit(override.score) - _logit(model))


def _logit(probability: float) -> float:
    """Bounded: somebody may be quite sure."""
    within = min(max(probability, 1e-6), 1 - 1e-6)
    return log(within / (1 - within))
