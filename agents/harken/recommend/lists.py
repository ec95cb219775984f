"""Served lists: an id that events can name, and what is logged of each.

An id has two parts. The first is made of the customer and of what is on the list, with the chance by which each item
is there: a list that did not change is logged once. The second is the version of the customer's document after which it
was ranked, so that who names it is known to have seen it as it is now, or as it was before they took something. Nothing
has to be remembered to make it, and wherever batches are cut it is the same.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Final

from msgspec import UNSET

from harken.document import Recommendation
from harken.language.recommendations import RECOMMENDATIONS
from harken.recommend.explore import Exploration
from harken.recommend.opinions import IN_CATEGORY, OWN, POPULAR, TOGETHER
from harken.served import ServedItem, ServedList

#: Producers may have lists of their own, which name nothing of ours.
PREFIX: Final = "harken-"
#: Of the list of what is taken together, but never taken so.
ALIKE: Final = "alike"
#: Of the keys of reasons (`harken.language.recommendations`) which source each is of.
_SOURCES: Final = (
    ("because.own", OWN),
    ("because.together", TOGETHER),
    ("because.alike", ALIKE),
    ("because.category", IN_CATEGORY),
    ("because.popular", POPULAR),
)
OTHER: Final = "other"
_DIGEST: Final = 8
_FIRST: Final = len(PREFIX) + 2 * _DIGEST


def _begins(key: str) -> tuple[str, ...]:
    """How reasons of a key, and of those under it, begin in each language: up to what is filled in."""
    said = (sentence for name, sentence in RECOMMENDATIONS.items() if name == key or name.startswith(f"{key}."))
    return tuple(text.partition("{")[0] for sentence in said for text in sentence)


_REASONS: Final = tuple((_begins(key), source) for key, source in _SOURCES)


def list_id(customer_id: str, items: Iterable[str]) -> str:
    """The first part of the id of a customer's list, by what is said of its items; none of it has a zero byte."""
    return PREFIX + blake2b("\0".join((customer_id, *items)).encode(), digest_size=_DIGEST).hexdigest()


def logged_as(name: str) -> str:
    """The id under which a list that is named so was logged: the first part."""
    return name[:_FIRST]


def is_ours(name: str) -> bool:
    """Whether this is the id of a list that harken served."""
    return name.startswith(PREFIX)


def source_of(because: str) -> str:
    """Which source a reason is of, in whatever language."""
    return next((source for begins, source in _REASONS if because.startswith(begins)), OTHER)


def served(
    customer_id: str,
    ranked: Sequence[Recommendation],
    n: int,
    exploration: Exploration,
    version: str,
    at_ms: int,
) -> tuple[ServedList, tuple[Recommendation, ...]]:
    """A list of `n` out of what was ranked: what is logged of it, and what is shown.

    Parameters
    ----------
    version : of the blend, "" where there is none.
    at_ms : event time of what it was ranked after, epoch milliseconds.
    """
    #  Drawn by what was ranked, and named by what came of it: from further down another item may have been drawn.
    shown = exploration.explored(ranked, n, list_id(customer_id, (one.item_id for one in ranked[:n])))
    kept = round(exploration.chance(len(ranked), n), 9)
    items = tuple(_item(place, one, kept) for place, one in enumerate(shown))
    name = list_id(customer_id, (f"{one.item_id}\1{one.propensity!r}" for one in items))
    return ServedList(id=name, customer_id=customer_id, version=version, at_ms=at_ms, items=items), shown


def _item(place: int, one: Recommendation, kept: float) -> ServedItem:
    drawn = one.propensity
    source = source_of(one.because)
    if drawn is UNSET:
        return ServedItem(one.item_id, place, source, one.score, kept, explored=False)
    return ServedItem(one.item_id, place, source, one.score, drawn, explored=True)
