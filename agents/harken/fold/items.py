"""Items: the last ones touched, those known, those bought; and an example for the learner of each new step.

Names of items and categories are interned: a shop has few, and each customer would hold some thirty copies of them.
For the same reason the four bytes that stand for an item are worked out once and looked up from then on.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from struct import Struct as Packed
from sys import intern  # noqa: TID251 - nothing of the environment
from typing import Final
from zlib import crc32

from harken.customer import Staples, State
from harken.example import Choice, VisitExample

RECENT_ITEMS: Final = 10
#: Items remembered as seen, four bytes each.
KNOWN_ITEMS: Final = 256
BOUGHT_ITEMS: Final = 20
#: All of one order is remembered as bought, but no more than this.
BOUGHT_IN_ONE_ORDER: Final = 100
CATEGORIES: Final = 8

_KEY_BYTES: Final = 4
_NO_SESSION: Final = bytes(_KEY_BYTES)
_each_key: Final = Packed(f"{_KEY_BYTES}s").iter_unpack
#: For so many last items: in no common session. Shared by examples, which nobody changes.
_NEVER: Final = [[False] * count for count in range(RECENT_ITEMS + 1)]
_KNOWN_BYTES: Final = KNOWN_ITEMS * _KEY_BYTES
_SESSIONS_BYTES: Final = RECENT_ITEMS * _KEY_BYTES
#: Items whose name and four bytes are kept at hand; beyond it they are gathered anew.
_AT_HAND: Final = 50_000
_items: Final[dict[str, tuple[str, bytes]]] = {}


def session_key(session: str | None) -> bytes:
    """Four bytes that stand for a session or an order in `State.sessions`; zeros for none."""
    return _NO_SESSION if session is None else (crc32(session.encode()) or 1).to_bytes(_KEY_BYTES, "big")


def item_of(item_id: str) -> tuple[str, bytes]:
    """An item's name, interned, and the four bytes that stand for it in `State.known`."""
    item = _items.get(item_id)
    if item is None:
        if len(_items) >= _AT_HAND:
            _items.clear()
        name = intern(item_id)
        item = _items[name] = name, crc32(name.encode()).to_bytes(_KEY_BYTES, "big")
    return item


def touch(
    state: State,
    item: tuple[str, bytes],
    category: str | None,
    session: bytes,
    weight: float,
    cause: str,
    known_s: float,
    choice: Choice | None = None,
) -> VisitExample:
    """The customer took an item: say what came before it, then remember it as the newest.

    Parameters
    ----------
    item : `item_of` its name.
    session : `session_key` of the session or order.
    weight : how much the step counts, > 0.
    cause : the example's identity.
    known_s : event time at which the step was known, epoch seconds.
    choice : what the blend may learn from it.
    """
    item_id, key = item
    recent, sessions, known = state.recent, state.sessions, state.known
    at = known.find(key)
    while at > 0 and at % _KEY_BYTES:
        at = known.find(key, at + 1)
    same = _NEVER[len(recent)]
    if session in sessions and session != _NO_SESSION:
        same = list(map((session,).__eq__, _each_key(sessions)))
    visit = VisitExample(cause, known_s, item_id, category, weight, recent, same, at >= 0, choice)
    # New lists rather than changed ones: an example or a moment of decision may hold the old.
    newest = [item_id, *recent]
    if item_id in recent:
        n = newest.index(item_id, 1)
        del newest[n]
        sessions = sessions[: (n - 1) * _KEY_BYTES] + sessions[n * _KEY_BYTES :]
    else:
        del newest[RECENT_ITEMS:]
    state.recent = newest
    state.sessions = (session + sessions)[:_SESSIONS_BYTES]
    if at < 0:
        known += key
        state.known = known if len(known) <= _KNOWN_BYTES else known[-_KNOWN_BYTES:]
    return visit


def buy(state: State, items: list[str]) -> None:
    """Remember the items of one order (interned), in its order, as the last ones bought."""
    new = list(dict.fromkeys(reversed(items)))[:BOUGHT_IN_ONE_ORDER]
    again = frozenset(new)
    state.bought = [*new, *[item for item in state.bought if item not in again]][: max(BOUGHT_ITEMS, len(new))]


def like(state: State, category: str, weight: float) -> None:
    """Add to the decayed count of a category, and make it the last one; beyond the bound the weakest goes."""
    categories = state.categories
    known = categories.pop(category, None)
    if known is not None:
        categories[intern(category)] = known + weight
        return
    categories[intern(category)] = weight
    if len(categories) > CATEGORIES:
        least = min(categories.values())
        del categories[min([name for name, known in categories.items() if known == least])]


@lru_cache(maxsize=4096)
def shared(names: tuple[str, ...]) -> tuple[str, ...]:
    """The same names, interned, and held once for all who have the same ones in this order."""
    return tuple(map(intern, names))


def share_names(state: State) -> None:
    """Intern the names of a customer who was read from a document."""
    state.recent, state.bought = list(map(intern, state.recent)), list(map(intern, state.bought))
    state.about = intern(state.about)
    if state.staples is not None:
        state.staples = Staples(list(map(intern, state.staples.items)), state.staples.numbers)
    if state.zone:
        state.zone = intern(state.zone)


def looked_at(categories: Iterable[str]) -> str | None:
    """The category that the customer looked at last, of those they ever did; None where there is none."""
    known = [*categories]
    return known[-1] if known else None


def favourites(categories: Mapping[str, float]) -> list[str]:
    """Categories, the strongest first; of equal ones the one that was there first."""
    return sorted(categories, key=categories.__getitem__, reverse=True)
