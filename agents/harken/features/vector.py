"""The churn features: each is one entry of `FEATURES`: name, unit, what it reads, how it is said, a formula on columns.

Names are a contract with what was learned: a formula that changes its meaning gets another name.
Which ones, and that their logs are taken: learning.md, 1.8.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
    unit : of its values; `log` is that of one more than the number, so that 0 stays 0.
    reads : fields of `Numbers`, and nothing else.
    reason : the group under which a person reads of it, and the key of the sentence (`harken.language.scores`).
    column : from the numbers of a batch to its values.
    """

    name: str
    unit: str
    reads: tuple[str, ...]
    reason: str
    column: Callable[[Columns], Column]


#: A recent rate against a longer one, on a log scale; this much a day more keeps a customer of one order near 0.
NEVER: Final = 0.01


@dataclass(frozen=True)
class _Log:
    """The logarithm of one more than a number; most features are one."""

    field: str

    def __call__(self, n: Columns) -> Column:
        found: Column = np.log1p(getattr(n, self.field))
        return found


def _log(name: str, unit: str, field: str, reason: str) -> Feature:
    return Feature(name, f"log {unit}", (field,), reason, _Log(field))


def _as_it_is(name: str, unit: str, field: str, reason: str) -> Feature:
    """A number that needs no scale of its own."""
    return Feature(name, unit, (field,), reason, lambda n: getattr(n, field))


def _silent_by_gap(n: Columns) -> Column:
    return np.where(n.days > 1, np.log1p(n.silent_d) - np.log1p(n.gap_d), 0.0)


def _overdue(n: Columns) -> Column:
    """By how much the silence outlasts the usual gap; a shorter one is 0, so that the model may bend there."""
    return np.maximum(_silent_by_gap(n), 0.0)


def _overdue_by_orders(n: Columns) -> Column:
    return _overdue(n) * np.log1p(n.orders_90d)


def _trend(n: Columns) -> Column:
    return np.log(n.orders_30d / 30 + NEVER) - np.log(n.orders_90d / 90 + NEVER)


def _click_trend(n: Columns) -> Column:
    return np.log(n.clicks_30d / 30 + NEVER) - np.log(n.clicks_90d / 90 + NEVER)


FEATURES: Final = (
    _log("log_frequency", "days", "days", "frequency"),
    Feature("one_time", "0 or 1", ("days",), "frequency", lambda n: np.where(n.days > 1, 0.0, 1.0)),
    _log("log_recency", "days", "silent_d", "recency"),
    _log("log_mean_gap", "days", "gap_d", "recency"),
    Feature("log_recency_by_gap", "log ratio", ("days", "silent_d", "gap_d"), "recency", _silent_by_gap),
    _log("log_tenure", "days", "age_d", "tenure"),
    Feature(
        "log_mean_spend",
        "log money",
        ("spent", "orders"),
        "value",
        lambda n: np.log1p(n.spent / np.maximum(n.orders, 1.0)),
    ),
    Feature(
        "log_total_spend",
        "log money",
        ("spent", "returned"),
        "value",
        lambda n: np.log1p(np.maximum(n.spent - n.returned, 0.0)),
    ),
    _log("log_spent_30d", "money", "spent_30d", "value"),
    _log("log_spent_90d", "money", "spent_90d", "value"),
    Feature(
        "returned_share",
        "share, 0 to 2",
        ("returned", "spent"),
        "value",
        lambda n: np.minimum(n.returned / np.maximum(n.spent, 1.0), 2.0),
    ),
    Feature("trend", "log ratio", ("orders_30d", "orders_90d"), "trend", _trend),
    _log("log_orders_7d", "orders", "orders_7d", "frequency"),
    _log("log_orders_30d", "orders", "orders_30d", "frequency"),
    _log("log_orders_90d", "orders", "orders_90d", "frequency"),
    _log("log_clicks_7d", "clicks", "clicks_7d", "use"),
    _log("log_clicks_30d", "clicks", "clicks_30d", "use"),
    _log("log_clicks_90d", "clicks", "clicks_90d", "use"),
    _log("log_quiet", "days", "quiet_d", "recency"),
    _as_it_is("satisfaction", "share, 0 to 1", "satisfaction", "satisfaction"),
    _log("log_scores", "scores", "scores", "satisfaction"),
    _as_it_is("channel_app", "share, 0 to 1", "app", "channels"),
    _as_it_is("channel_email", "share, 0 to 1", "email", "channels"),
    _as_it_is("channel_store", "share, 0 to 1", "store", "channels"),
    #  What came since 0.1 comes last (`harken.features.older`).
    Feature("log_overdue", "log ratio, 0 or more", ("days", "silent_d", "gap_d"), "recency", _overdue),
    Feature(
        "overdue_by_orders",
        "log ratio x log orders",
        ("days", "silent_d", "gap_d", "orders_90d"),
        "recency",
        _overdue_by_orders,
    ),
    _log("log_basket", "lines an order", "basket", "basket"),
    Feature("click_trend", "log ratio", ("clicks_30d", "clicks_90d"), "use", _click_trend),
    _log("log_tickets_90d", "tickets", "tickets_90d", "tickets"),
    _log("log_lists_90d", "lists seen", "lists_90d", "recommended"),
    _log("log_taken_90d", "items taken", "taken_90d", "recommended"),
)


_NAMES: Final = [feature.name for feature in FEATURES]
_FIELDS: Final = Numbers._fields
#: Places of the features that are logarithms, the fields of which they are, and all other features by place.
_LOGS: Final = [n for n, feature in enumerate(FEATURES) if type(feature.column) is _Log]
_LOGGED: Final = [_FIELDS.index(FEATURES[n].reads[0]) for n in _LOGS]
_OTHERS: Final = [(n, feature.column) for n, feature in enumerate(FEATURES) if n not in _LOGS]
_DAYS_AT, _SILENT_AT, _AGE_AT = map(_NAMES.index, ("log_frequency", "log_recency", "log_tenure"))
#: Logs of days beyond which nobody is read back; a row of another customer than there can be must not overflow.
_LONGEST: Final = 12.0


def days_of(features: Sequence[float]) -> int:
    """Days with an order, read back from a row of features: what a snapshot stores need not be stored twice."""
    return round(expm1(features[_DAYS_AT]))


def rhythms_of(rows: Column) -> tuple[Column, Column, Column]:
    """BG/NBD's repeats x, recency t_x and age T (days) of customers as they were, read back from rows of features."""
    logs = np.clip(rows[:, (_DAYS_AT, _SILENT_AT, _AGE_AT)], 0.0, _LONGEST)
    days, silent_d, age_d = np.expm1(logs).T
    repeats = np.maximum(np.rint(days) - 1.0, 0.0)
    return repeats, np.where(repeats > 0, np.maximum(age_d - silent_d, 0.0), 0.0), age_d


def matrix(numbers: Columns) -> NDArray[np.float64]:
    """Rows of features, one for each customer of the batch, in the order of `FEATURES`."""
    found = np.empty((len(FEATURES), len(numbers.days)))
    #  All logarithms at once: fifteen calls for a handful of customers each cost more than the logarithms.
    found[_LOGS] = np.log1p(np.array([numbers[field] for field in _LOGGED]))
    for place, column in _OTHERS:
        found[place] = column(numbers)
    return np.ascontiguousarray(found.T)
