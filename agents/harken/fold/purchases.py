"""What an order does to a customer, and what undoes one."""

from typing import Final

from harken.customer import Customer
from harken.events import Purchase
from harken.example import Choice, VisitExample
from harken.fold.basket import fill
from harken.fold.decay import add, weights
from harken.fold.items import buy, item_of, like, session_key, touch
from harken.fold.labels import order_flags
from harken.fold.rhythm import order_on, spend_on
from harken.fold.staples import is_again, repeat
from harken.recommend.lists import is_ours

#: Only these are activity: what is given back never says that a customer stays (learning.md, 1.1).
ORDERS: Final = frozenset({"order", "renewal"})
ORDER_WEIGHT: Final = 1.0


def order(
    customer: Customer,
    event: Purchase,
    ts: float,
    minor: int,
    cause: str,
    known_s: float,
    choice: Choice | None = None,
) -> list[VisitExample]:
    """Count an order or renewal: rhythm, value, waiting labels, items.

    Parameters
    ----------
    ts : its event time, epoch seconds.
    minor : what was paid, minor units of the reporting currency.
    cause : identity of the examples that come of it, without their number.
    known_s : event time at which it is known, epoch seconds.
    choice : what the blend may learn from its items.
    """
    state, value = customer.state, customer.value
    weight = weights(state, ts)
    customer.activity.orders += 1
    fill(state, len(event.items), weight[1])
    add(state.orders, weight, 1.0)
    add(state.spent, weight, minor)
    value.spent_minor += minor
    value.net_minor += minor
    spend_on(state, customer.activity, ts, minor)
    order_on(state, customer.activity, ts)
    order_flags(state.pending, ts)
    if state.cart_s is not None and state.cart_s <= ts:
        state.cart_s = None
    session = session_key(event.session_id or event.order_id or event.id)
    visits, items, again = [], [], []
    for n, line in enumerate(event.items):
        item, category = item_of(line.item_id), line.category
        items.append(item[0])
        if line.list_id is not None and is_ours(line.list_id):
            state.taken += weight[2]
        if category:
            like(state, category, weight[1])
        visit = touch(state, item, category, session, ORDER_WEIGHT, f"{cause}|{n}", known_s, None if n else choice)
        visits.append(visit)
        if visit.seen and is_again(state, item[0], visit.recent):
            again.append(item[0])
    if again:
        repeat(state, again, ts)
    if items:
        buy(state, items)
    return visits


def undo(customer: Customer, event: Purchase, minor: int) -> None:
    """Count a refund or a cancelled order, with what was given back (minor units); a downgrade counts for nothing."""
    if event.kind == "downgrade":
        return
    if event.kind == "refund":
        customer.activity.refunds += 1
    else:
        customer.activity.cancels += 1
    customer.value.returned_minor += minor
    customer.value.net_minor -= minor
