"""Visits of the pages by which customers leave: cancel, unsubscribe, close the account."""

import re
from typing import Final

from harken.customer import State

#: Visits are counted together within so many seconds.
WITHIN_S: Final = 3600.0
#: No more visits than these are remembered.
MOST: Final = 8

_WORD: Final = re.compile("[a-z]+")
_LEAVING: Final = frozenset({"cancel", "cancellation", "unsubscribe", "deactivate"})
_ENDING: Final = frozenset({"close", "delete"})
#: An order that is cancelled is no customer who leaves.
_OF_AN_ORDER: Final = frozenset({"order", "orders"})


def leads_away(url: str) -> bool:
    """Whether a page is one of those; by whole words, since headphones are noise-cancelling."""
    words = set(_WORD.findall(url.lower()))
    if words & _OF_AN_ORDER:
        return False
    return not words.isdisjoint(_LEAVING) or ("account" in words and not words.isdisjoint(_ENDING))


def visit_goodbye(state: State, ts_s: float) -> int:
    """Remember a visit at `ts_s` (epoch seconds); how many there were in the hour that it ends."""
    visits = sorted([*state.goodbyes, ts_s])
    state.goodbyes = [at_s for at_s in visits if at_s > visits[-1] - WITHIN_S][-MOST:]
    return sum(ts_s - WITHIN_S < at_s <= ts_s for at_s in state.goodbyes)
