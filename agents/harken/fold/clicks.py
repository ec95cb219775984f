"""What a click does to a customer."""

from sys import intern  # noqa: TID251 - nothing of the environment
from typing import Final

from harken.customer import Customer
from harken.events import Click
from harken.example import VisitExample
from harken.fold.decay import weights
from harken.fold.items import like, session_key, touch

#: Kinds that say "I took this item", and how much that weighs in an example.
TAKING: Final = {"view": 1.0, "click": 1.0, "add_to_cart": 1.0}
#: An impression is what was shown, not what was done.
IMPRESSION: Final = "impression"


def click(customer: Customer, event: Click, ts: float, cause: str, known_s: float) -> VisitExample | None:
    """Count it, and remember its item.

    Parameters
    ----------
    ts : its event time, epoch seconds.
    cause : identity of the example that may come of it.
    known_s : event time at which it is known, epoch seconds.

    Returns
    -------
    What the recommender can learn from it.
    """
    if event.kind == IMPRESSION:
        return None
    state = customer.state
    weight = weights(state, ts)
    customer.activity.clicks += 1
    sums = state.clicks
    sums.d7 += weight[0]
    sums.d30 += weight[1]
    sums.d90 += weight[2]
    if event.category:
        like(state, event.category, weight[1])
    taken = TAKING.get(event.kind)
    if taken is None or event.item_id is None:
        return None
    session, item_id = session_key(event.session_id), intern(event.item_id)
    return touch(state, item_id, event.category, session=session, weight=taken, cause=cause, known_s=known_s)
