"""What a click does to a customer."""

from typing import Final

from harken.customer import Customer
from harken.events import Click
from harken.example import Choice, VisitExample
from harken.fold.decay import weights
from harken.fold.items import item_of, like, session_key, touch
from harken.recommend.lists import is_ours

#: Kinds that say "I took this item", and how much that weighs in an example.
TAKING: Final = {"view": 1.0, "click": 1.0, "add_to_cart": 1.0}
#: An impression is what was shown, not what was done.
IMPRESSION: Final = "impression"


def click(
    customer: Customer, event: Click, ts: float, cause: str, known_s: float, choice: Choice | None = None
) -> VisitExample | None:
    """Count it, and remember its item.

    Parameters
    ----------
    ts : its event time, epoch seconds.
    cause : identity of the example that may come of it.
    known_s : event time at which it is known, epoch seconds.
    choice : what the blend may learn from it.

    Returns
    -------
    What the recommender can learn from it.
    """
    state, list_id, item_id = customer.state, event.list_id, event.item_id
    listed = list_id is not None and is_ours(list_id)
    if event.kind == IMPRESSION:
        if listed and item_id is None:
            state.lists += weights(state, ts)[2]
        return None
    w7, w30, w90 = weights(state, ts)
    customer.activity.clicks += 1
    sums = state.clicks
    sums.d7 += w7
    sums.d30 += w30
    sums.d90 += w90
    category = event.category
    if category:
        like(state, category, w30)
    taken = TAKING.get(event.kind)
    if taken is None or item_id is None:
        return None
    if listed:
        state.taken += w90
    return touch(state, item_of(item_id), category, session_key(event.session_id), taken, cause, known_s, choice)
