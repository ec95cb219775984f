"""Every metric of a worker: its name, its labels, what it says. No label ever holds a customer.

What is counted is counted by the lanes (`harken.meters.lane_meter`); what is a state is set when somebody asks
(`harken.meters.states`).
"""

from collections.abc import Sequence
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge

from harken.meters.batch_histogram import BatchHistogram
from harken.version import harken_version

PREFIX: Final = "harken"

#: From an idle lane's half a millisecond to the broker's delivery time-out.
SECONDS: Final = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
#: From an event just made to a phone that was offline for a week.
LATENCIES: Final = (
    0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 3600.0, 86_400.0, 604_800.0,
)  # fmt: skip
EVENTS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 4000, 8000)


class Metrics:
    """One worker's; a registry of its own, so that two in one process do not meet.

    Parameters
    ----------
    role : which agent the worker runs.
    """

    def __init__(self, role: str) -> None:
        self.registry = CollectorRegistry()
        self.events = self._counter(
            "events",
            "Records of inbound topics that are done with: accepted (applied, or a duplicate) or rejected.",
            "topic",
            "outcome",
        )
        self.duplicates = self._counter("duplicates", "Events that were recognised as applied before.")
        self.dead_letters = self._counter("dead_letters", "Records refused, by the reason that they carry.", "reason")
        self.alerts = self._counter("alerts", "Alerts announced.", "kind", "transition")
        self.withheld = self._counter(
            "alerts_withheld",
            "Times that something raised was not announced, and why: muted, snoozed, quiet, cap, hourly, holdout, "
            "or (escalations) acknowledged.",
            "kind",
            "why",
        )
        self.examples = self._counter("examples", "Examples made for the learner (activity).", "model")
        self.packs = self._counter("packs", "Packs of examples learned from (learner).")
        self.drift = self._counter("drift", "Times that a model was found to do worse than it did (learner).", "model")
        self.notes = self._counter(
            "notes",
            "What else lanes count, by its name: late, wakeups, lost_to_retention, merge_waits_given_up, ...",
            "what",
        )
        self.event_latency = self._histogram(
            "event_latency_seconds",
            "From an event's own time to its commit in the ledger; in a replay of old events it means nothing.",
            LATENCIES,
        )
        self.batch_seconds = self._histogram("batch_seconds", "How long a lane was in each stage.", SECONDS, "stage")
        self.batch_events = self._histogram("batch_events", "Records in one commit.", EVENTS)
        self.commit_seconds = self._histogram(
            "ledger_commit_seconds", "One atomic commit, round trips and all.", SECONDS
        )
        self.conflicts = self._counter(
            "ledger_conflicts", "Commits or loads that the ledger refused: overtaken, rewound or stale.", "kind"
        )
        self.sink_errors = self._counter("sink_errors", "Messages that were not delivered and are said again.", "sink")
        self.rebalances = self._counter("rebalances", "Assignments of partitions by the consumer group.")
        self.lanes = self._gauge("lanes", "Lanes of this worker by what they do.", "state")
        self.lane_waiting = self._gauge(
            "lane_waiting_seconds",
            "How long the lane has been trying again what fails; 0 when it does not.",
            "partition",
        )
        self.lane_busy = self._gauge(
            "lane_busy_seconds", "How long the lane has been in one stage that must end.", "partition"
        )
        self.cached = self._gauge("customers_cached", "Customers in the lanes' caches.")
        self.snapshot_age = self._gauge(
            "model_snapshot_age_seconds", "Since this worker took up the snapshot that it scores with.", "model"
        )
        self.loop_lag = self._gauge("event_loop_lag_seconds", "Since the event loop last came round.")
        self.model_metric = self._gauge(
            "model_metric",
            "What the learner says of a model, as scored (stored) and re-scored, of all time and lately.",
            "model",
            "role",
            "metric",
        )
        self.model_calibration = self._gauge(
            "model_calibration",
            "Share that left of the labels whose stored score lay in the tenth of probability that begins there, "
            "after the first 5,000 labels, or of all where there are no more.",
            "model",
            "tenth",
        )
        self.alert_metric = self._gauge(
            "alert_metric",
            "What came of alerts that say a customer may leave, of all time (precision, recall, lead_d, ...), and what "
            "the base rate and recency alone would have come to; `churn` is both kinds of that family.",
            "kind",
            "metric",
        )
        self.population_shift = self._gauge(
            "population_shift",
            "Population stability index of each churn feature and of the score: the last 5,000 snapshots of customers "
            "against the first 5,000; from 0.25 on it is another population.",
            "of",
        )
        self.segment_share = self._gauge(
            "segment_share", "Share of the customers lately seen that is nearest to a segment's centre.", "segment"
        )
        self.segment_drift = self._gauge(
            "segment_drift", "How far a segment's centre has moved in 30 days of event time, in spreads.", "segment"
        )
        self._lag()
        self.build = self._gauge("build_info", "1; the labels say what runs.", "version", "role")
        self.build.labels(harken_version(), role).set(1)

    def _lag(self) -> None:
        """Of all lanes of both roles, whoever has them, as broker and ledger say."""
        where = ("topic", "partition")
        self.lag_messages = self._gauge("consumer_lag_messages", "Records that no lane has applied.", *where)
        self.lag_seconds = self._gauge(
            "consumer_lag_seconds", "How long the next record to be applied has been waiting.", *where
        )
        self.status = self._gauge(
            "partition_status", "1 at the rule (after Burrow) that holds, 0 at the others.", *where, "rule"
        )
        self.lag_age = self._gauge("consumer_lag_age_seconds", "Since broker and ledger were last asked for the lag.")
        #  The names of the usual exporters: danielqsj/kafka_exporter, and seglo/kafka-lag-exporter for seconds.
        group = ("consumergroup", *where)
        self.alias_lag = self._alias("kafka_consumergroup_lag", "harken_consumer_lag_messages", *group)
        self.alias_offset = self._alias("kafka_consumergroup_current_offset", "The next offset to be applied", *group)
        self.alias_end = self._alias("kafka_topic_partition_current_offset", "The next offset to be written", *where)
        self.alias_start = self._alias("kafka_topic_partition_oldest_offset", "The first offset that is kept", *where)
        seconds = ("cluster_name", "group", *where)
        self.alias_seconds = self._alias(
            "kafka_consumergroup_group_lag_seconds", "harken_consumer_lag_seconds", *seconds
        )

    def _alias(self, name: str, about: str, *labels: str) -> Gauge:
        return Gauge(name, f"{about}, under another exporter's name.", labels, registry=self.registry)

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(name, about, labels, namespace=PREFIX, registry=self.registry)

    def _gauge(self, name: str, about: str, *labels: str) -> Gauge:
        return Gauge(name, about, labels, namespace=PREFIX, registry=self.registry)

    def _histogram(self, name: str, about: str, buckets: Sequence[float], label: str | None = None) -> BatchHistogram:
        return BatchHistogram(f"{PREFIX}_{name}", about, buckets, self.registry, label)
