"""Sessions: where a customer's last one began, how deep it went, what lies in its cart.

Kept only where somebody asks for it: an event costs nothing otherwise.
"""

from collections.abc import Callable
from typing import Any, Final

from harken.batch import Record
from harken.customer import Customer
from harken.document import Session
from harken.events import Click, Purchase
from harken.fold.clicks import IMPRESSION
from harken.fold.items import session_key
from harken.fold.notes import Notes
from harken.fold.purchases import ORDERS

#: Of a page's path is kept, characters.
MOST_PATH: Final = 64
#: What a click does to the cart.
_CARTS: Final = {"add_to_cart": 1, "remove_from_cart": -1}


def following(
    apply: Callable[[Any, float, Record], None], notes: Notes
) -> Callable[[Click | Purchase, float, Record], None]:
    """What applies a click or a purchase, and follows the session; of an event that comes again nothing is new."""

    def applied(event: Click | Purchase, ts: float, record: Record) -> None:
        before = notes.customers.get(event.customer_id)
        version = None if before is None else before.version
        apply(event, ts, record)
        customer = notes.customers.get(event.customer_id)
        if customer is None or customer.version == version:
            return
        if isinstance(event, Click):
            follow_click(customer, event, ts)
        elif event.kind in ORDERS:
            empty_cart(customer, ts)

    return applied


def follow_click(customer: Customer, event: Click, ts: float) -> None:
    """Another click of the session, or the first of the next; one of a session before it changes nothing."""
    if event.session_id is None or event.kind == IMPRESSION:
        return
    session, state, key = customer.session, customer.state, session_key(event.session_id)
    if not isinstance(session, Session) or (state.session != key and ts * 1000 >= session.since_ms):
        customer.session = session = Session(round(ts * 1000), entry_of(event), 0)
        state.session = key
    elif state.session != key:
        return
    session.depth += 1
    session.cart = max(session.cart + _CARTS.get(event.kind, 0), 0)


def empty_cart(customer: Customer, ts: float) -> None:
    """All in it was ordered, in this session or another."""
    session = customer.session
    if isinstance(session, Session) and ts * 1000 >= session.since_ms:
        session.cart = 0


def entry_of(event: Click) -> str:
    """Where a session begins: the path of the page, without what is asked or where on it; or else what is known."""
    if event.url:
        path = event.url.partition("?")[0].partition("#")[0]
        _, scheme, rest = path.rpartition("://")
        return (f"/{rest.partition('/')[2]}" if scheme else path)[:MOST_PATH]
    return event.category or event.kind
