"""Carts: when something was last put into one and not ordered since. Kept only where somebody wants to hear of it."""

from collections.abc import Sequence
from typing import Final

from harken.customer import Customer
from harken.fold.notes import Notes
from harken.fold.schedule import CART
from harken.rules.cart_abandoned import CartAbandoned
from harken.rules.rule import Rule

#: The kind of click that puts something in.
PUTTING: Final = "add_to_cart"


def watched(rules: Sequence[Rule]) -> CartAbandoned | None:
    """The rule that carts are kept for; None where it is switched off."""
    return next((rule for rule in rules if isinstance(rule, CartAbandoned)), None)


def put_in(notes: Notes, rule: CartAbandoned, customer: Customer, ts: float) -> None:
    """Something was put into the cart at `ts` (epoch seconds); a late word of it changes nothing that came after."""
    state, last_ms = customer.state, customer.activity.last_order_ms
    ordered = last_ms is not None and last_ms >= ts * 1000
    if not ordered and (state.cart_s is None or state.cart_s < ts):
        state.cart_s = ts
        notes.wake_at(customer, CART, ts + rule.wait_s)


def look_into(notes: Notes, rule: CartAbandoned | None, customer: Customer, now_s: float) -> None:
    """The time to order is over, or the time for which a cart counts; where all was ordered there is nothing to see."""
    cart_s = customer.state.cart_s
    if cart_s is None:
        return
    if rule is None or now_s >= cart_s + rule.gone_s:
        customer.state.cart_s = None
    else:
        notes.wake_at(customer, CART, cart_s + rule.gone_s)
    notes.moment(customer, now_s)
