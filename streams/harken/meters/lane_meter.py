"""What one lane tells the metrics: a few calls a batch, none an event."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from operator import attrgetter
from time import time

from harken.batch import Entry
from harken.lane.progress import COMMIT, STOPPED
from harken.lane.work import Writes
from harken.ledger.base import Overtaken, StaleLease, StoreRewound
from harken.meters.metrics import Metrics
from harken.sender import DeliveryFailed

_topic = attrgetter("record.topic")
#: Counted under names of their own.
_ELSEWHERE = frozenset({"applied", "duplicates", "packs"})


class LaneMeter:
    """One lane's hand on the worker's metrics.

    Parameters
    ----------
    metrics : the worker's.
    """

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        #  Looking a child up costs more than counting, and of most there are a dozen: each is looked up once.
        self._events = cache(metrics.events.labels)
        self._examples = cache(metrics.examples.labels)
        self._told = cache(metrics.notes.labels)

    def stage(self, name: str, took_s: float) -> None:
        """A stage of the lane ended."""
        if name == STOPPED:
            return
        self._metrics.batch_seconds.observe_one(took_s, name)
        if name == COMMIT:
            self._metrics.commit_seconds.observe_one(took_s)

    def committed(self, consumed: Sequence[Entry], writes: Writes) -> None:
        """A turn is in the ledger."""
        metrics = self._metrics
        taken = Counter(map(_topic, consumed))
        for (topic, reason), count in writes.tally.rejects.items():
            metrics.dead_letters.labels(reason).inc(count)
            if taken[topic]:  # a wake-up that failed was no record
                taken[topic] -= count
                self._events(topic, "rejected").inc(count)
        for topic, count in taken.items():
            self._events(topic, "accepted").inc(count)
        for (kind, transition), count in writes.tally.alerts.items():
            metrics.alerts.labels(kind, transition).inc(count)
        for (kind, why), count in writes.tally.withheld.items():
            metrics.withheld.labels(kind, why).inc(count)
        for model, count in writes.tally.examples.items():
            self._examples(model).inc(count)
        for model, count in writes.tally.drifts.items():
            metrics.drift.labels(model).inc(count)
        self._notes(writes.counts)
        if consumed:
            metrics.batch_events.observe_one(len(consumed))
            now_s = time()
            metrics.event_latency.observe([now_s - entry.ts_s for entry in consumed])

    def noticed(self, name: str, count: int) -> None:
        """Something happened outside of a turn."""
        self._told(name).inc(count)

    def refused_lease(self, stale: StaleLease) -> None:
        """The ledger refused this lane's lease."""
        kind = (
            "overtaken" if isinstance(stale, Overtaken) else "rewound" if isinstance(stale, StoreRewound) else "stale"
        )
        self._metrics.conflicts.labels(kind).inc()

    def not_delivered(self, failure: DeliveryFailed, short: Mapping[str, str]) -> None:
        """Messages were not acknowledged; `short` has the topics' short names."""
        for topic, count in Counter(message.topic for message, _, _ in failure.failed).items():
            self._metrics.sink_errors.labels(short.get(topic, topic)).inc(count)
        undeliverable = sum(1 for _, _, permanent in failure.failed if permanent)
        if undeliverable:
            self._metrics.dead_letters.labels("undeliverable").inc(undeliverable)

    def _notes(self, counts: Mapping[str, int]) -> None:
        metrics = self._metrics
        metrics.duplicates.inc(counts.get("duplicates", 0))
        metrics.packs.inc(counts.get("packs", 0))
        for name, count in counts.items():
            if name not in _ELSEWHERE:
                self._told(name).inc(count)
