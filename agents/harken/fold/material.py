"""What makes a customer's document worth publishing: not every click, but whatever somebody would act on."""

from typing import Final

from harken.customer import Customer

#: A new order among the first so many recommendations is worth telling.
TOP: Final = 3

Material = tuple[object, ...]


def material(customer: Customer) -> Material:
    """Band, alerts, orders and what came back, satisfaction in tenths, first recommendations."""
    churn, satisfaction, activity = customer.churn, customer.satisfaction, customer.activity
    return (
        None if churn is None else churn.band,
        customer.not_eligible,
        activity.orders,
        activity.refunds,
        activity.cancels,
        customer.value.net_minor,
        None if satisfaction is None else int(satisfaction.score * 10),
        tuple((kind, state.status, state.episode) for kind, state in customer.alerts.items()),
        tuple(item.item_id for item in customer.recommendations[:TOP]),
    )
