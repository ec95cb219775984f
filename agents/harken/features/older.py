"""What a release wrote down that knew fewer features, read as if it had known all (docs/decisions/0053, 0061).

A feature that came later stands behind all older ones, before the prior's logit. So a row and a model's numbers say by
their length, or their names, what they lack. A row gets what can be worked out of the rest of it; a model has learned
nothing of a feature that it never saw, so its number there is none.
"""

from collections.abc import Callable, Sequence
from math import expm1, log
from typing import Final

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from harken.features import FEATURE_NAMES
from harken.features.vector import NEVER
from harken.models.model import STILL
from harken.shelf import ChurnSnapshot, OrdersSnapshot, ValueSnapshot

Column = NDArray[np.float64]


def _of_orders(row: Sequence[float]) -> list[float]:
    """How late, and what an order of then held, which nobody counted: 0, as of customers whose orders told no lines."""
    overdue = max(row[_BY_GAP_AT], 0.0)
    return [overdue, overdue * row[_ORDERS_AT], 0.0]


def _of_use(row: Sequence[float]) -> list[float]:
    """Whether clicks become more; tickets, and what was recommended, nobody counted."""
    month, quarter = expm1(row[_CLICKS_30_AT]) / 30, expm1(row[_CLICKS_90_AT]) / 90
    return [log(month + NEVER) - log(quarter + NEVER), 0.0, 0.0, 0.0]


#: What came when: how many features there were before, and from a row of these what it gets.
CAME: Final[tuple[tuple[int, Callable[[Sequence[float]], list[float]]], ...]] = ((24, _of_orders), (27, _of_use))
#: Names of then, by how many they were: the features, and the prior's logit (or a number in its place) last.
BEFORE: Final = {first + 1: (*FEATURE_NAMES[:first], FEATURE_NAMES[-1]) for first, _ in CAME}
_BY_GAP_AT, _ORDERS_AT, _CLICKS_30_AT, _CLICKS_90_AT = map(
    FEATURE_NAMES.index, ("log_recency_by_gap", "log_orders_90d", "log_clicks_30d", "log_clicks_90d")
)


def whole_row(row: list[float]) -> list[float]:
    """A stored row with all features; one of any other release stays as it is, and will be left out."""
    if len(row) not in BEFORE:
        return row
    features, last = row[:-1], row[-1]
    for first, lacking in CAME:
        if len(features) == first:
            features = [*features, *lacking(features)]
    return [*features, last]


def whole_gains(gains: Column) -> Column:
    """Numbers of models that learned on the features of then, a row each, of all features."""
    return np.insert(gains, [-1] * (len(FEATURE_NAMES) - gains.shape[1]), 0.0, axis=1)


def whole_snapshot(snapshot: ChurnSnapshot) -> ChurnSnapshot:
    """A model as scorers read it, on all features; one on others than those of a release stays as it is."""
    if snapshot.names != BEFORE.get(len(snapshot.names)):
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
    then = BEFORE.get(len(orders.names))
    if then is None or orders.names[:-1] != then[:-1]:
        return None
    return structs.replace(orders, names=(*FEATURE_NAMES[:-1], orders.names[-1]), gains=_with(orders.gains, 0.0))


def _with(numbers: tuple[float, ...], none: float) -> tuple[float, ...]:
    return (*numbers[:-1], *(none,) * (len(FEATURE_NAMES) - len(numbers)), numbers[-1])
