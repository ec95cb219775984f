"""A histogram that takes a batch at a time.

prometheus_client's own costs a microsecond or two for each value; counting a batch with numpy costs a fortieth of it.
Numpy's own calls cost as much as fifty values, so a few are counted without.
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


class BatchHistogram:
    """One histogram without labels.

    Parameters
    ----------
    name, about : of the metric.
    buckets : upper bounds, rising, without infinity.
    """

    def __init__(self, name: str, about: str, buckets: Sequence[float], registry: CollectorRegistry) -> None:
        self.name = name
        self.about = about
        self._bounds = list(map(float, buckets))
        self._counts = [0] * (len(buckets) + 1)
        self._sum = 0.0
        self._lock = Lock()
        registry.register(self)

    def observe(self, values: Sequence[float]) -> None:
        """Count these; what is not finite is left out."""
        if len(values) < MANY:
            self._observe_few([value for value in values if isfinite(value)])
            return
        seen = np.asarray(values, dtype=np.float64)
        seen = seen[np.isfinite(seen)]
        counts = np.bincount(np.searchsorted(self._bounds, seen), minlength=len(self._counts)).tolist()
        with self._lock:
            self._counts = list(map(add, self._counts, counts))
            self._sum += float(seen.sum())

    def _observe_few(self, seen: Sequence[float]) -> None:
        with self._lock:
            for value in seen:
                self._counts[bisect_left(self._bounds, value)] += 1
            self._sum += sum(seen)

    def describe(self) -> Iterator[HistogramMetricFamily]:
        """The metric's name, for the registry."""
        yield HistogramMetricFamily(self.name, self.about)

    def collect(self) -> Iterator[HistogramMetricFamily]:
        """The metric as it stands."""
        with self._lock:
            totals, total_s = list(accumulate(self._counts)), self._sum
        bounds = [*map(floatToGoString, self._bounds), "+Inf"]
        buckets = list(zip(bounds, map(float, totals), strict=True))
        yield HistogramMetricFamily(self.name, self.about, buckets=buckets, sum_value=total_s)
