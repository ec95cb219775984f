"""Ranking on request: a customer's list as of now, of the lists' items or of given ones; what a read API calls.

A document's list is as old as the customer's last event. Here the caller says what time it is, what was clicked in the
session so far and where the customer stands, and may bring candidates of their own.
"""

from collections.abc import Collection, Iterable
from math import inf
from typing import Final, NamedTuple

from msgspec.structs import replace

from harken.customer import Customer, State
from harken.document import Recommendation
from harken.fold.items import RECENT_ITEMS
from harken.fold.tastes import taste
from harken.recommend.bars import EVERYTHING, Showing, bars_over
from harken.recommend.opinions import PROPOSED
from harken.recommend.rank import RANKED_FROM
from harken.recommend.show import show
from harken.shelf import Shelf

#: All that lists can propose: own items, neighbours, what is popular in a category and at all.
_ALL: Final = 4 * PROPOSED
#: Dearer than any that a customer has: there they stand.
_HERE: Final = inf


class Context(NamedTuple):
    """What the caller knows of the moment.

    Parameters
    ----------
    now_s : epoch seconds.
    clicks : items clicked in this session, the newest first; they may not have come in as events yet.
    category : the one that is being looked at.
    showing : the shop's own word on what is shown.
    """

    now_s: float
    clicks: tuple[str, ...] = ()
    category: str | None = None
    showing: Showing = EVERYTHING


def needed(customer: Customer | None, context: Context) -> tuple[set[str], set[str], set[str]]:
    """What the shelf must have: items whose neighbours, categories whose lists, other items that may be shown.

    Candidates of one's own may be added to the last: of what is not named here it is not known what the shop says.
    """
    state = _state(customer, context)
    own = set() if state.staples is None else set(state.staples.items)
    return set(state.recent[:RANKED_FROM]), set(state.categories) - {""}, own


def rank(
    customer: Customer | None,
    shelf: Shelf,
    candidates: Collection[str] | None = None,
    n: int = 10,
    *,
    context: Context,
) -> tuple[Recommendation, ...]:
    """At most `n` items for a customer, the best first, each with its reason.

    Parameters
    ----------
    customer : as the ledger has them; None: nothing is known but the session's clicks.
    shelf : with what is `needed`.
    candidates : only these; those that are on no list come last, with a score of 0, in the order given. None:
        what the lists have.
    n : > 0.
    context : time, session, place.

    Returns
    -------
    Scores are chances as shares of the first one's, as in documents (`harken.recommend.show`).
    """
    seen = taste(shelf, _state(customer, context), context.now_s)
    (found,) = show([seen], shelf, n if candidates is None else _ALL, context.showing)
    if candidates is None:
        return found
    given = {one.item_id for one in found}.intersection(candidates)
    listed = [one for one in found if one.item_id in given][:n]
    if listed and listed[0].score:
        best = listed[0].score
        listed = [Recommendation(one.item_id, round(one.score / best, 6), one.because) for one in listed]
    if len(listed) < n:
        without = {*seen.exclude, *(one.item_id for one in listed)}
        rest = (item for item in candidates if item not in without)
        listed += [Recommendation(item, 0.0, "on no list") for item in _shown(rest, shelf, context, n - len(listed))]
    return tuple(listed)


def _shown(items: Iterable[str], shelf: Shelf, context: Context, n: int) -> list[str]:
    """The first `n` of these that may be shown."""
    bars, shown = bars_over(shelf, context.showing), list[str]()
    for item in items:
        if len(shown) == n:
            break
        if item in shelf.similar.numbers:  # else nothing is known of it, and it need not be given a number for that
            may = bars is None or bool(bars.shown([item], context.now_s))
        else:
            may = item not in context.showing.blocked_items
        if may:
            shown.append(item)
    return shown


def _state(customer: Customer | None, context: Context) -> State:
    """The customer's, as if the session's clicks had come in."""
    state = State(context.now_s) if customer is None else customer.state
    if context.clicks:
        recent = list(dict.fromkeys([*context.clicks, *state.recent]))[:RECENT_ITEMS]
        state = replace(state, recent=recent)
    if context.category:
        others = {name: dear for name, dear in state.categories.items() if name != context.category}
        state = replace(state, categories={**others, context.category: _HERE})
    return state
