"""What is counted of a customer at a moment, in units that a person uses: the ground of features and sentences."""

from math import exp
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from harken.customer import Customer
from harken.document import Satisfaction
from harken.fold.config import DAY_S
from harken.fold.decay import TAUS_S
from harken.fold.satisfaction import PRIOR_MEAN

T = TypeVar("T")
Column = NDArray[np.float64]
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
    basket : lines that an order has on the mean of late; 0 where no order told any.
    tickets_90d, lists_90d, taken_90d : decayed counts: of support tickets, of served lists that were on a screen, of
        items taken from these.
    was, turned_s : satisfaction at its last turn and when that was, epoch seconds; 0 where nothing was ever scored. For
        sentences only: no feature reads a date.
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
    basket: T
    tickets_90d: T
    lists_90d: T
    taken_90d: T
    was: T
    turned_s: T


class Counted(NamedTuple, Generic[T]):
    """The same as it is counted, before it is in those units: what must be read of a customer at the moment itself.

    Times are epoch seconds or milliseconds and money minor units, as the customer has them; `orders_d7`, ... are sums
    as seen from `landmark_s` (`harken.fold.decay`), `channels` the events of all channels.
    """

    now_s: T
    landmark_s: T
    days: T
    last_ms: T
    last_seen_ms: T
    first_ms: T
    gap_s: T
    gaps: T
    orders: T
    spent: T
    returned: T
    first_spent: T
    orders_d7: T
    orders_d30: T
    orders_d90: T
    clicks_d7: T
    clicks_d30: T
    clicks_d90: T
    spent_d30: T
    spent_d90: T
    satisfaction: T
    scores: T
    app: T
    email: T
    store: T
    channels: T
    basket: T
    tickets_d90: T
    lists_d90: T
    taken_d90: T
    was: T
    turned_s: T


def counted(customer: Customer, now_s: float, satisfaction: Satisfaction | None) -> tuple[float, ...]:
    """The fields of `Counted`, in its order, of a customer with an order, as at `now_s` (epoch seconds)."""
    state, activity, value, profile = customer.state, customer.activity, customer.value, customer.profile
    orders, clicks, spent, channels = state.orders, state.clicks, state.spent, profile.channels
    of = channels.get
    first_minor, swing = state.first_minor, state.swing
    return (
        now_s,
        state.landmark_s,
        state.days,
        activity.last_order_ms or 0,
        profile.last_seen_ms,
        activity.first_order_ms or 0,
        activity.mean_gap_s or 0.0,
        activity.gaps,
        activity.orders,
        value.spent_minor,
        value.returned_minor,
        value.spent_minor / (state.days or 1) if first_minor is None else first_minor,
        orders.d7,
        orders.d30,
        orders.d90,
        clicks.d7,
        clicks.d30,
        clicks.d90,
        spent.d30,
        spent.d90,
        *((PRIOR_MEAN, 0.0) if satisfaction is None else (satisfaction.score, satisfaction.weight)),
        of("app", 0),
        of("email", 0),
        of("store", 0),
        sum(channels.values()),
        state.basket or 0.0,
        state.tickets,
        state.lists,
        state.taken,
        *((0.0, 0.0) if swing is None else (swing.was, swing.from_s)),
    )


def in_units(rows: Column) -> Numbers[Column]:
    """Columns in those units of rows of `Counted`; what other rows there are changes nothing."""
    n: Counted[Column] = Counted(*rows.T.copy())
    now_ms, age_s = n.now_s * 1000, n.landmark_s - n.now_s
    fade7, fade30, fade90 = (_exp(age_s / tau) for tau in TAUS_S)
    share = 1 / np.maximum(n.channels, 1.0)
    return Numbers(
        n.days,
        (now_ms - n.last_ms) / _DAY_MS,
        (now_ms - n.last_seen_ms) / _DAY_MS,
        (now_ms - n.first_ms) / _DAY_MS,
        n.gap_s / DAY_S,
        np.where(n.gaps > 0, (n.last_ms - n.first_ms) / _DAY_MS, 0.0),
        n.orders,
        n.spent / 100,
        n.returned / 100,
        n.first_spent / 100,
        n.orders_d7 * fade7,
        n.orders_d30 * fade30,
        n.orders_d90 * fade90,
        n.clicks_d7 * fade7,
        n.clicks_d30 * fade30,
        n.clicks_d90 * fade90,
        n.spent_d30 * fade30 / 100,
        n.spent_d90 * fade90 / 100,
        n.satisfaction,
        n.scores,
        n.app * share,
        n.email * share,
        n.store * share,
        n.basket,
        n.tickets_d90 * fade90,
        n.lists_d90 * fade90,
        n.taken_d90 * fade90,
        n.was,
        n.turned_s,
    )


def _exp(column: Column) -> Column:
    """Python's own exponential: numpy's has other last digits, and so would the documents."""
    return np.fromiter(map(exp, column.tolist()), np.float64, len(column))
