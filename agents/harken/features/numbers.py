"""What is counted of a customer at a moment, in units that a person uses: the ground of features and sentences."""

from math import exp
from typing import Generic, NamedTuple, TypeVar

from harken.customer import Customer
from harken.document import Satisfaction
from harken.fold.config import DAY_S
from harken.fold.decay import TAUS_S
from harken.fold.satisfaction import PRIOR_MEAN

T = TypeVar("T")
_T7, _T30, _T90 = TAUS_S
_DAY_MS = DAY_S * 1000


class Numbers(NamedTuple, Generic[T]):
    """One customer (floats) or a batch of them (columns); only of customers with an order.

    Parameters
    ----------
    days : with an order.
    silent_d, quiet_d : days since the last order, since anything.
    age_d : days since the first order.
    gap_d : mean days between days with an order, 0 where there was only one.
    span_d : days from the first to the last order, 0 where there was only one day.
    spent, returned : major units of the reporting currency; `first_spent` what was spent on the first day.
    orders_7d, ... : decayed counts, by half-life; `spent_30d` a decayed sum, major units.
    satisfaction, scores : decayed mean (the prior where nothing is known) and how many scores are in it.
    app, email, store : share of events by that channel.
    """

    days: T
    silent_d: T
    quiet_d: T
    age_d: T
    gap_d: T
    span_d: T
    orders: T
    spent: T
    returned: T
    first_spent: T
    orders_7d: T
    orders_30d: T
    orders_90d: T
    clicks_7d: T
    clicks_30d: T
    clicks_90d: T
    spent_30d: T
    spent_90d: T
    satisfaction: T
    scores: T
    app: T
    email: T
    store: T


def numbers(customer: Customer, now_s: float, satisfaction: Satisfaction | None) -> tuple[float, ...]:
    """The fields of `Numbers`, in its order, of a customer with an order, as at `now_s` (epoch seconds)."""
    state, activity, value = customer.state, customer.activity, customer.value
    profile = customer.profile
    channels = profile.channels
    last_ms, first_ms = activity.last_order_ms or 0, activity.first_order_ms or 0
    now_ms = now_s * 1000
    age_s = state.landmark_s - now_s
    fade7, fade30, fade90 = exp(age_s / _T7), exp(age_s / _T30), exp(age_s / _T90)
    orders, clicks, spent = state.orders, state.clicks, state.spent
    share = 1 / (sum(channels.values()) or 1)
    return (
        state.days,
        (now_ms - last_ms) / _DAY_MS,
        (now_ms - profile.last_seen_ms) / _DAY_MS,
        (now_ms - first_ms) / _DAY_MS,
        (activity.mean_gap_s or 0.0) / DAY_S,
        (last_ms - first_ms) / _DAY_MS if activity.gaps else 0.0,
        activity.orders,
        value.spent_minor / 100,
        value.returned_minor / 100,
        (value.spent_minor / (state.days or 1) if state.first_minor is None else state.first_minor) / 100,
        orders.d7 * fade7,
        orders.d30 * fade30,
        orders.d90 * fade90,
        clicks.d7 * fade7,
        clicks.d30 * fade30,
        clicks.d90 * fade90,
        spent.d30 * fade30 / 100,
        spent.d90 * fade90 / 100,
        PRIOR_MEAN if satisfaction is None else satisfaction.score,
        0.0 if satisfaction is None else satisfaction.weight,
        channels.get("app", 0) * share,
        channels.get("email", 0) * share,
        channels.get("store", 0) * share,
    )
