"""What a word of the customer's does: a score, or goodbye."""

from harken.customer import Customer
from harken.events import Feedback
from harken.fold.labels import goodbye_flags
from harken.fold.satisfaction import hear

GOODBYE = "cancellation"


def feedback(customer: Customer, event: Feedback, ts: float, score: float | None) -> None:
    """Count it, hear its score, take leave where it is a goodbye.

    Parameters
    ----------
    ts : its event time, epoch seconds.
    score : on the scale from 0 to 1; None where it has none.
    """
    state = customer.state
    customer.activity.feedback += 1
    if score is not None:
        hear(state, ts, score)
    if event.kind == GOODBYE:
        goodbye_flags(state, ts)
        state.cancelled_s = ts if state.cancelled_s is None else max(ts, state.cancelled_s)
