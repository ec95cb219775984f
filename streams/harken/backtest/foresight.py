"""Were the churn alerts right? What customers did after each, by their orders alone, asked of no model.

::

    order t0 ....... alert t ..........|............| t + H
      |<------------- H -------------->|
                     |<--- lead ------>| t0 + H: from here on everybody can see that they have left

An alert at t is *right* where no order comes in (t, t + H], or a goodbye does; it is *unresolved*, and left out, where
the data end before t + H. A *departure* is a silence of more than H after an order, or a goodbye; it was *foreseen*
where an alert was raised after that order and before the silence was H long, and its lead is what then was left of H.
"""

from array import array
from statistics import median
from typing import Any

from msgspec import Struct, field

from harken.metrics.silences import Silences

_DAY_S = 86_400.0


class _Raised(Struct):
    """One alert, and what has come of it so far."""

    at_s: float
    ordered: bool = False
    said_goodbye: bool = False


class _Watched(Struct):
    """A customer with an order or an alert; `order_s` is the last order, None before the first and after a goodbye."""

    order_s: float | None = None
    raised: list[_Raised] = field(default_factory=list)


class Foresight:
    """Counts alerts and departures; alerts are to be told before the orders that come after them.

    Parameters
    ----------
    horizon_s : no order for so long means left, seconds.
    """

    def __init__(self, horizon_s: float) -> None:
        self._horizon_s = horizon_s
        self._customers: dict[str, _Watched] = {}
        self._departures = 0
        self._leads_s = array("d")

    def raised(self, customer_id: str, at_s: float) -> None:
        """A churn alert was raised, at this event time."""
        self._watched(customer_id).raised.append(_Raised(at_s))

    def ordered(self, customer_id: str, ts_s: float) -> None:
        """The customer ordered."""
        watched = self._watched(customer_id)
        for alert in watched.raised:
            alert.ordered |= alert.at_s < ts_s <= alert.at_s + self._horizon_s
        if watched.order_s is not None and ts_s - watched.order_s > self._horizon_s:
            self._depart(watched, watched.order_s, watched.order_s + self._horizon_s)
        #  A late order closes no gap that was already judged; it only never moves the last one back.
        watched.order_s = ts_s if watched.order_s is None else max(watched.order_s, ts_s)

    def said_goodbye(self, customer_id: str, ts_s: float) -> None:
        """The customer said that they leave."""
        watched = self._watched(customer_id)
        for alert in watched.raised:
            alert.said_goodbye |= alert.at_s < ts_s <= alert.at_s + self._horizon_s
        if watched.order_s is not None:
            self._depart(watched, watched.order_s, min(ts_s, watched.order_s + self._horizon_s))
            watched.order_s = None

    def figures(self, end_s: float, base_rate: float | None, silences: Silences | None = None) -> dict[str, Any]:
        """What is known when the data end.

        Parameters
        ----------
        end_s : epoch seconds.
        base_rate : share of all labels that left, None where there are none.
        silences : the same labels by how long the customers had been silent.
        """
        raised = [alert for watched in self._customers.values() for alert in watched.raised]
        resolved = [alert for alert in raised if alert.at_s + self._horizon_s <= end_s]
        right = sum(alert.said_goodbye or not alert.ordered for alert in resolved)
        silent = [watched for watched in self._customers.values() if watched.order_s is not None]
        open_ones = 0
        for watched in silent:
            since_s = watched.order_s or 0.0
            if since_s + self._horizon_s <= end_s:
                self._depart(watched, since_s, since_s + self._horizon_s)
                watched.order_s = None
            else:
                open_ones += 1
        precision = right / len(resolved) if resolved else None
        alone = None if silences is None else silences.alone(len(resolved))
        return {
            "raised": len(raised),
            "unresolved": len(raised) - len(resolved),
            "judged": len(resolved),
            "right": right,
            "precision": _round(precision),
            "base_rate": _round(base_rate),
            "lift": _round(precision / base_rate if precision is not None and base_rate else None),
            "recency_alone": _round(None if alone is None else alone.precision),
            "recency_alone_d": None if alone is None else round(alone.horizons * self._horizon_s / _DAY_S, 2),
            "departures": self._departures,
            "departures_unresolved": open_ones,
            "foreseen": len(self._leads_s),
            "recall": _round(len(self._leads_s) / self._departures if self._departures else None),
            "lead_d": _round(median(self._leads_s) / _DAY_S if self._leads_s else None),
        }

    def _watched(self, customer_id: str) -> _Watched:
        watched = self._customers.get(customer_id)
        if watched is None:
            watched = self._customers[customer_id] = _Watched()
        return watched

    def _depart(self, watched: _Watched, since_s: float, left_s: float) -> None:
        self._departures += 1
        first_s = min((alert.at_s for alert in watched.raised if since_s < alert.at_s <= left_s), default=None)
        if first_s is not None:
            self._leads_s.append(since_s + self._horizon_s - first_s)


def _round(figure: float | None) -> float | None:
    return None if figure is None else round(figure, 4)
