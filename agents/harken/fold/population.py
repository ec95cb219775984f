"""Who the churn model is about: everyone with an order who has not said goodbye since (learning.md, 1.1)."""

from typing import Final

from harken.customer import Customer

NO_ORDER: Final = "no order yet"
CANCELLED: Final = "cancelled"


def not_eligible(customer: Customer) -> str | None:
    """Why this customer has no churn probability; None where they have one. An order after a goodbye is a new begin."""
    last_ms = customer.activity.last_order_ms
    if last_ms is None:
        return NO_ORDER
    cancelled_s = customer.state.cancelled_s
    if cancelled_s is not None and last_ms <= cancelled_s * 1000:
        return CANCELLED
    return None
