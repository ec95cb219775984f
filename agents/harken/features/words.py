"""Reasons: the shares of a score, grouped and said in sentences that a person can use (learning.md, 1.9)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from math import log
from typing import Final

import numpy as np

from harken.customer import Overriding
from harken.document import Reason
from harken.features.numbers import Numbers
from harken.features.vector import FEATURES
from harken.fold.swing import LEAST
from harken.language import Language
from harken.models.churn import Scores

PRIOR: Final = "prior"
BASE: Final = "base"
REST: Final = "rest"
OVERRIDE: Final = "override"
#: Reasons that get a sentence of their own.
MOST: Final = 4
#: From this many times as often on, more clicks than before are told, or fewer.
_CHANGED: Final = 1.25


def _recency(n: Numbers[float], language: Language) -> str:
    silent = language.days(n.silent_d)
    if n.days > 1:
        text = language.say("recency", silent=silent, usual=round(n.gap_d))
    else:
        text = language.say("recency.once", silent=silent)
    if n.silent_d - n.quiet_d < 1:
        return text
    return text + language.say("recency.seen", quiet=language.days(n.quiet_d))


def _frequency(n: Numbers[float], language: Language) -> str:
    return language.say("frequency", bought=language.days(n.days), age=language.days(n.age_d))


def _trend(n: Numbers[float], language: Language) -> str:
    return language.say("trend" if n.orders_30d / 30 > n.orders_90d / 90 else "trend.less")


def _value(n: Numbers[float], language: Language) -> str:
    text = language.say("value", mean=n.spent / max(n.orders, 1.0), spent=n.spent)
    return text + language.say("value.returned", returned=n.returned) if n.returned else text


def _tenure(n: Numbers[float], language: Language) -> str:
    return language.say("tenure", age=language.days(n.age_d))


def _use(n: Numbers[float], language: Language) -> str:
    text, of_late, before = language.say("use", clicks=n.clicks_30d), n.clicks_30d / 30, n.clicks_90d / 90
    if of_late > before * _CHANGED:
        return text + language.say("use.more")
    return text + language.say("use.less") if of_late < before / _CHANGED else text


def _satisfaction(n: Numbers[float], language: Language) -> str:
    if not n.scores:
        return language.say("satisfaction.unknown")
    if abs(n.satisfaction - n.was) < LEAST:
        return language.say("satisfaction", score=n.satisfaction)
    changed = "satisfaction.rose" if n.satisfaction > n.was else "satisfaction.fell"
    return language.say(changed, was=n.was, score=n.satisfaction, since=_date(n.turned_s))


def _channels(n: Numbers[float], language: Language) -> str:
    say = language.say
    by_name = (("channels.app", n.app), ("channels.email", n.email), ("channels.store", n.store))
    shares = [say("channels", share=share, channel=say(name)) for name, share in by_name if share]
    return say("channels.and").join(shares) or say("channels.none")


def _prior(n: Numbers[float], language: Language) -> str:
    return language.say("prior", days=round(n.days), age=language.days(n.age_d), silent=language.days(n.silent_d))


def _basket(n: Numbers[float], language: Language) -> str:
    return language.say("basket", lines=n.basket) if n.basket else language.say("basket.unknown")


def _tickets(n: Numbers[float], language: Language) -> str:
    return language.say("tickets" if n.tickets_90d else "tickets.none", tickets=n.tickets_90d)


def _recommended(n: Numbers[float], language: Language) -> str:
    if not n.lists_90d and not n.taken_90d:
        return language.say("recommended.unknown")
    return language.say("recommended" if n.lists_90d else "recommended.taken", taken=n.taken_90d, lists=n.lists_90d)


def _date(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).date().isoformat()


def _base(_: Numbers[float], language: Language) -> str:
    return language.say("base")


#: A sentence for each group of features, for the prior, and for what belongs to nobody in particular. A new group comes
#: last: what a customer's last alert said is kept by place (`harken.features.moved`).
SENTENCES: Final[Mapping[str, Callable[[Numbers[float], Language], str]]] = {
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
    "basket": _basket,
    "tickets": _tickets,
    "recommended": _recommended,
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


def grouped(scores: Scores) -> list[list[float]]:
    """What each group adds to the blended logits of a batch, in the order of `GROUPS`; a row adds up to its logit.

    What belongs to no group (the intercept, what was cut from a logit beyond the bound) is the base's.
    """
    shares = np.zeros((len(GROUPS), len(scores.logit)))
    if scores.added.size:
        parts = (1.0 - scores.prior_weight) * scores.added
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


def reasons(
    logits: Sequence[float], order: Sequence[int], numbers: Numbers[float], language: Language
) -> tuple[Reason, ...]:
    """Reasons, the strongest first, whose logits add up to the score; what is left after the first few is one more.

    Parameters
    ----------
    logits : of the groups, in the order of `GROUPS`.
    order : the groups, the strongest first.
    numbers : the customer at the moment of the score.
    language : of the sentences.
    """
    found = [Reason(GROUPS[at], _SENTENCES[at](numbers, language), logits[at]) for at in order[:MOST] if logits[at]]
    rest = sum([logits[at] for at in order[MOST:]])
    if rest:
        found.append(Reason(REST, language.say(REST), rest))
    return tuple(found)


def sentence(group: int, numbers: Numbers[float], language: Language) -> str:
    """What is said of one group (its place in `GROUPS`)."""
    return _SENTENCES[group](numbers, language)


def by_hand(override: Overriding, model: float, language: Language) -> Reason:
    """The share of somebody's word in a probability that they have set, beside that of the model (0 to 1)."""
    return Reason(OVERRIDE, language.say(OVERRIDE, note=override.note), _logit(override.score) - _logit(model))


def _logit(probability: float) -> float:
    """Bounded: somebody may be quite sure."""
    within = min(max(probability, 1e-6), 1 - 1e-6)
    return log(within / (1 - within))
