"""The churn features: each is one line of `FEATURES`, a name, the reason it belongs to, and a formula on columns.

Names are a contract with what was learned: a formula that changes its meaning gets another name.
Which ones, and that their logs are taken: learning.md, 1.8.
"""

from collections.abc import Callable, Sequence
from math import expm1
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from harken.features.numbers import Numbers

Column = NDArray[np.float64]
Columns = Numbers[Column]


class Feature(NamedTuple):
    """One number of the model.

    Parameters
    ----------
    name : as in examples, predictions and snapshots.
    reason : the group under which a person reads of it (`harken.features.words`).
    column : from the numbers of a batch to its values.
    """

    name: str
    reason: str
    column: Callable[[Columns], Column]


#: A recent rate against a longer one, on a log scale; the constant keeps a customer of one order near 0.
_STILL = 0.01

FEATURES: Final = (
    Feature("log_frequency", "frequency", lambda n: np.log1p(n.days)),
    Feature("one_time", "frequency", lambda n: np.where(n.days > 1, 0.0, 1.0)),
    Feature("log_recency", "recency", lambda n: np.log1p(n.silent_d)),
    Feature("log_mean_gap", "recency", lambda n: np.log1p(n.gap_d)),
    Feature(
        "log_recency_by_gap", "recency", lambda n: np.where(n.days > 1, np.log1p(n.silent_d) - np.log1p(n.gap_d), 0.0)
    ),
    Feature("log_tenure", "tenure", lambda n: np.log1p(n.age_d)),
    Feature("log_mean_spend", "value", lambda n: np.log1p(n.spent / np.maximum(n.orders, 1.0))),
    Feature("log_total_spend", "value", lambda n: np.log1p(np.maximum(n.spent - n.returned, 0.0))),
    Feature("log_spent_30d", "value", lambda n: np.log1p(n.spent_30d)),
    Feature("log_spent_90d", "value", lambda n: np.log1p(n.spent_90d)),
    Feature("returned_share", "value", lambda n: np.minimum(n.returned / np.maximum(n.spent, 1.0), 2.0)),
    Feature("trend", "trend", lambda n: np.log(n.orders_30d / 30 + _STILL) - np.log(n.orders_90d / 90 + _STILL)),
    Feature("log_orders_7d", "frequency", lambda n: np.log1p(n.orders_7d)),
    Feature("log_orders_30d", "frequency", lambda n: np.log1p(n.orders_30d)),
    Feature("log_orders_90d", "frequency", lambda n: np.log1p(n.orders_90d)),
    Feature("log_clicks_7d", "use", lambda n: np.log1p(n.clicks_7d)),
    Feature("log_clicks_30d", "use", lambda n: np.log1p(n.clicks_30d)),
    Feature("log_clicks_90d", "use", lambda n: np.log1p(n.clicks_90d)),
    Feature("log_quiet", "recency", lambda n: np.log1p(n.quiet_d)),
    Feature("satisfaction", "satisfaction", lambda n: n.satisfaction),
    Feature("log_scores", "satisfaction", lambda n: np.log1p(n.scores)),
    Feature("channel_app", "channels", lambda n: n.app),
    Feature("channel_email", "channels", lambda n: n.email),
    Feature("channel_store", "channels", lambda n: n.store),
)


_DAYS_AT: Final = [feature.name for feature in FEATURES].index("log_frequency")


def days_of(features: Sequence[float]) -> int:
    """Days with an order, read back from a row of features: what a snapshot stores need not be stored twice."""
    return round(expm1(features[_DAYS_AT]))


def columns(rows: Sequence[tuple[float, ...]] | Column) -> Columns:
    """The numbers of a batch (`harken.features.numbers.numbers`), a row each, turned into columns."""
    return Numbers(*np.asarray(rows, np.float64).T.copy())


def matrix(numbers: Columns) -> NDArray[np.float64]:
    """Rows of features, one for each customer of the batch, in the order of `FEATURES`."""
    return np.stack([feature.column(numbers) for feature in FEATURES], axis=1)
