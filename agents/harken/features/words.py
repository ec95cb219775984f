"""Reasons: the shares of a score, grouped and said in sentences that a person can use (learning.md, 1.9)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from harken.document import Reason
from harken.features.numbers import Numbers
from harken.features.vector import FEATURES

PRIOR: Final = "prior"
BASE: Final = "base"


def days(count: float) -> str:
    """A number of days as one says it."""
    whole = round(count)
    return "1 day" if whole == 1 else f"{whole} days"


def _recency(n: Numbers[float]) -> str:
    silence = f"no purchase for {days(n.silent_d)}"
    return (
        f"{silence}, usually every {round(n.gap_d)}" if n.days > 1 else f"{silence}, and only one day with any so far"
    )


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
    return f"{n.clicks_30d:.0f} recent clicks, last seen {days(n.quiet_d)} ago"


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

_GROUPS: Final = {**{feature.name: feature.reason for feature in FEATURES}, "prior": PRIOR, "prior_logit": PRIOR}


def reasons(shares: Iterable[tuple[str, float]], numbers: Numbers[float]) -> tuple[Reason, ...]:
    """Reasons, the strongest first, whose logits add up to the sum of the shares.

    Parameters
    ----------
    shares : of the score, in logits, by feature name, `prior` or anything else (the intercept).
    numbers : the customer at the moment of the score.
    """
    sums: dict[str, float] = {}
    for name, logit in shares:
        group = _GROUPS.get(name, BASE)
        sums[group] = sums.get(group, 0.0) + logit
    order = sorted(sums, key=lambda group: -abs(sums[group]))
    return tuple(Reason(group, SENTENCES[group](numbers), sums[group]) for group in order if sums[group])
