"""Items: the last ones touched, those known, those bought; and an example for the learner of each new step."""

from collections.abc import Mapping
from typing import Final
from zlib import crc32

from harken.customer import State
from harken.example import VisitExample

RECENT_ITEMS: Final = 10
#: Items remembered as seen, four bytes each.
KNOWN_ITEMS: Final = 256
BOUGHT_ITEMS: Final = 20
#: All of one order is remembered as bought, but no more than this.
BOUGHT_IN_ONE_ORDER: Final = 100
CATEGORIES: Final = 8

#: Of none of the last items.
NEVER: Final = [False] * RECENT_ITEMS

_KEY_BYTES: Final = 4
_KNOWN_BYTES: Final = KNOWN_ITEMS * _KEY_BYTES


def session_key(session: str | None) -> int:
    """A number that stands for a session or an order in `State.sessions`; 0 for none."""
    return (crc32(session.encode()) or 1) if session is not None else 0


def touch(
    state: State, item_id: str, category: str | None, *, session: int, weight: float, cause: str, known_s: float
) -> VisitExample:
    """The customer took an item: say what came before it, then remember it as the newest.

    Parameters
    ----------
    session : `session_key` of the session or order.
    weight : how much the step counts, > 0.
    cause : the example's identity.
    known_s : event time at which the step was known, epoch seconds.
    """
    recent, sessions = state.recent, state.sessions
    key = crc32(item_id.encode()).to_bytes(_KEY_BYTES, "big")
    seen = _holds(state.known, key)
    same = [other == session for other in sessions] if session and session in sessions else NEVER[: len(sessions)]
    visit = VisitExample(cause, known_s, item_id, category, weight, recent, same, seen)
    if item_id in recent:
        at = recent.index(item_id)
        recent, sessions = recent[:at] + recent[at + 1 :], sessions[:at] + sessions[at + 1 :]
    # New lists rather than changed ones: an example or a moment of decision may hold the old.
    state.recent = [item_id, *recent[: RECENT_ITEMS - 1]]
    state.sessions = [session, *sessions[: RECENT_ITEMS - 1]]
    if not seen:
        state.known = (state.known + key)[-_KNOWN_BYTES:]
    return visit


def buy(state: State, items: list[str]) -> None:
    """Remember the items of one order, in its order, as the last ones bought."""
    new = list(dict.fromkeys(reversed(items)))[:BOUGHT_IN_ONE_ORDER]
    fresh = set(new)
    old = [item for item in state.bought if item not in fresh]
    state.bought = new + old[: max(BOUGHT_ITEMS - len(new), 0)]


def like(state: State, category: str, weight: float) -> None:
    """Add to the decayed count of a category; beyond the bound the weakest goes."""
    categories = state.categories
    categories[category] = categories.get(category, 0.0) + weight
    if len(categories) > CATEGORIES:
        del categories[min(categories, key=lambda name: (categories[name], name))]


def favourites(categories: Mapping[str, float]) -> list[str]:
    """Categories, the strongest first; of equal ones the one that was there first."""
    return sorted(categories, key=categories.__getitem__, reverse=True)


def _holds(known: bytes, key: bytes) -> bool:
    at = known.find(key)
    while at >= 0:
        if at % _KEY_BYTES == 0:
            return True
        at = known.find(key, at + 1)
    return False
