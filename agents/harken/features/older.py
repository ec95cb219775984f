"""What a release wrote down that knew fewer features, read as if it had known all (docs/decisions/0053).

A feature that came later stands behind all older ones, before the prior's logit. So a row and a model's numbers say by
their length, or their names, what they lack. A row gets what can be worked out of the rest of it; a model has learned
nothing of a feature that it never saw, so its number there is none.
"""

from typing import Final

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from harken.features import FEATURE_NAMES
from harken.models.model import STILL
from harken.shelf import ChurnSnapshot, OrdersSnapshot, ValueSnapshot

Column = NDArray[np.float64]

#: Features that 0.1 did not have; what it wrote has the others, the prior's logit (or its log orders) last.
SINCE: Final = 3
BEFORE: Final = (*FEATURE_NAMES[: -SINCE - 1], FEATURE_NAMES[-1])
_BY_GAP_AT, _ORDERS_AT = map(BEFORE.index, ("log_recency_by_gap", "log_orders_90d"))


def whole_row(row: list[float]) -> list[float]:
    """A stored row with all features; one of any other release stays as it is, and will be left out.

    What an order of then held nobody counted: 0, as of customers whose orders told no lines.
    """
    if len(row) != len(BEFORE):
        return row
    overdue = max(row[_BY_GAP_AT], 0.0)
    return [*row[:-1], overdue, overdue * row[_ORDERS_AT], 0.0, row[-1]]


def whole_gains(gains: Column) -> Column:
    """Numbers of models that learned on the features of 0.1, a row each, of all features."""
    return np.insert(gains, [-1] * SINCE, 0.0, axis=1)


def whole_snapshot(snapshot: ChurnSnapshot) -> ChurnSnapshot:
    """A model as scorers read it, on all features; one on others than those of 0.1 stays as it is."""
    if snapshot.names != BEFORE:
        return snapshot
    return structs.replace(
        snapshot,
        names=FEATURE_NAMES,
        means=_with(snapshot.means, 0.0),
        scales=_with(snapshot.scales, STILL),
        weights=_with(snapshot.weights, 0.0),
    )


def whole_value(value: ValueSnapshot) -> ValueSnapshot:
    """What value is reckoned with, its regression of order days on all features.

    A regression on any others says nothing until the learner publishes the next.
    """
    orders = value.orders
    return value if orders is None else structs.replace(value, orders=_whole_orders(orders))


def _whole_orders(orders: OrdersSnapshot) -> OrdersSnapshot | None:
    if orders.names[:-1] == FEATURE_NAMES[:-1]:
        return orders
    if orders.names[:-1] != BEFORE[:-1]:
        return None
    return structs.replace(orders, names=(*FEATURE_NAMES[:-1], orders.names[-1]), gains=_with(orders.gains, 0.0))


def _with(numbers: tuple[float, ...], none: float) -> tuple[float, ...]:
    return (*numbers[:-1], *(none,) * SINCE, numbers[-1])
