"""A histogram that takes a batch at a time.

prometheus_client's own costs a microsecond or two for each value; counting a batch with numpy costs a fortieth of it.
Numpy's own calls cost as much as fifty values, so a few are counted without, and single ones are too: a turn of a lane
has a dozen stages.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import isfinite
from operator import add
from threading import Lock
from typing import Final

import numpy as np
from prometheus_client import CollectorRegistry
from prometheus_client.core import HistogramMetricFamily
from prometheus_client.utils import floatToGoString

#: Of this many values on numpy is quicker.
MANY: Final = 50


class _Series:
    """What was counted under one value of the label."""

    __slots__ = ("counts", "sum")

    def __init__(self, buckets: int) -> None:
        self.counts = [0] * buckets
        self.sum = 0.0


class BatchHistogram:
    """One histogram with one label or none.

    Parameters
    ----------
    name, about : of the metric.
    buckets : upper bounds, rising, without infinity.
    label : whose values are counted apart.
    """

    def __init__(
        self, name: str, about: str, buckets: Sequence[float], registry: CollectorRegistry, label: str | None = None
    ) -> None:
        self.name = name
        self.about = about
        self._bounds = list(map(float, buckets))
        self.labels = () if label is None else (label,)
        self._series: dict[str, _Series] = {} if label else {"": self._begin()}
        self._lock = Lock()
        registry.register(self)

    def observe(self, values: Sequence[float]) -> None:
        """Count these, where there is no label; what is not finite is left out."""
        if len(values) < MANY:
            for value in values:
                self.observe_one(value)
            return
        seen = np.asarray(values, dtype=np.float64)
        seen = seen[np.isfinite(seen)]
        counts = np.bincount(np.searchsorted(self._bounds, seen), minlength=len(self._bounds) + 1).tolist()
        with self._lock:
            series = self._series[""]
            series.counts = list(map(add, series.counts, counts))
            series.sum += float(seen.sum())

    def observe_one(self, value: float, of: str = "") -> None:
        """Count one under a value of the label; nothing where it is not finite."""
        if isfinite(value):
            with self._lock:
                series = self._series.get(of) or self._series.setdefault(of, self._begin())
                series.counts[bisect_left(self._bounds, value)] += 1
                series.sum += value

    def describe(self) -> Iterator[HistogramMetricFamily]:
        """The metric's name, for the registry."""
        yield HistogramMetricFamily(self.name, self.about, labels=self.labels)

    def collect(self) -> Iterator[HistogramMetricFamily]:
        """The metric as it stands."""
        with self._lock:
            series = [(of, list(accumulate(one.counts)), one.sum) for of, one in self._series.items()]
        bounds = [*map(floatToGoString, self._bounds), "+Inf"]
        family = HistogramMetricFamily(self.name, self.about, labels=self.labels)
        for of, totals, total in series:
            buckets = list(zip(bounds, map(float, totals), strict=True))
            family.add_metric([of] if self.labels else [], buckets, total)
        yield family

    def _begin(self) -> _Series:
        return _Series(len(self._bounds) + 1)
