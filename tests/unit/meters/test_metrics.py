"""What a worker's metrics say, and what none of them may."""

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from harken.batch import Entry, Record
from harken.lane.tally import Tally
from harken.lane.work import Writes
from harken.ledger.base import Overtaken, StaleLease, StoreRewound
from harken.meters.lane_meter import LaneMeter
from harken.meters.metrics import SECONDS, Metrics
from harken.meters.states import set_calibration, set_outcomes
from harken.outbox import Message, Outbox
from harken.sender import DeliveryFailed
from harken.version import harken_version


def samples(metrics: Metrics) -> dict[tuple[str, str], float]:
    text = generate_latest(metrics.registry).decode()
    return {
        (sample.name, " ".join(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def entry(topic: str, offset: int, ts_s: float) -> Entry:
    return Entry(ts_s, Record(topic, 0, offset, b"ada", b"{}", 0), None, None)


def writes(consumed: int, counts: dict[str, int], tally: Tally) -> Writes:
    return Writes(consumed, 0.0, 0.0, Outbox((), ()), {}, {}, {}, {}, counts, tally)


def test_every_record_of_a_batch_is_accepted_or_rejected_under_its_topic() -> None:
    metrics = Metrics("activity")
    batch = [entry("clicks", n, 0.0) for n in range(5)] + [entry("purchases", 0, 0.0)]
    tally = Tally(
        {("churn_risk", "raised"): 2},
        {("clicks", "not_json"): 2, ("wakeups", "fold_failed"): 1},
        {"visit": 7},
        {"churn": 1},
    )
    LaneMeter(metrics).committed(batch, writes(6, {"applied": 3, "duplicates": 1, "late": 2}, tally))
    found = samples(metrics)
    assert {key: value for key, value in found.items() if key[0].endswith("_total")} == {
        ("harken_events_total", "accepted clicks"): 3.0,
        ("harken_events_total", "rejected clicks"): 2.0,
        ("harken_events_total", "accepted purchases"): 1.0,
        ("harken_dead_letters_total", "not_json"): 2.0,
        ("harken_dead_letters_total", "fold_failed"): 1.0,
        ("harken_duplicates_total", ""): 1.0,
        ("harken_alerts_total", "churn_risk raised"): 2.0,
        ("harken_examples_total", "visit"): 7.0,
        ("harken_drift_total", "churn"): 1.0,
        ("harken_notes_total", "late"): 2.0,
        ("harken_packs_total", ""): 0.0,
        ("harken_rebalances_total", ""): 0.0,
    }
    assert found["harken_batch_events_sum", ""] == 6.0


def test_latency_counts_every_event_in_its_bucket_and_none_without_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harken.meters.lane_meter.time", lambda: 1000.0)
    metrics = Metrics("activity")
    batch = [entry("clicks", n, ts_s) for n, ts_s in enumerate([999.999, 999.996, 999.95, 990.0, float("-inf")])]
    LaneMeter(metrics).committed(batch, writes(5, {}, Tally({}, {}, {})))
    found = samples(metrics)
    buckets = {le: found["harken_event_latency_seconds_bucket", le] for le in ("0.002", "0.005", "0.1", "5.0", "15.0")}
    assert buckets == {"0.002": 1.0, "0.005": 2.0, "0.1": 3.0, "5.0": 3.0, "15.0": 4.0}
    assert found["harken_event_latency_seconds_count", ""] == 4.0
    assert found["harken_event_latency_seconds_sum", ""] == pytest.approx(10.055)


def test_a_lease_that_the_ledger_refused_is_counted_by_its_kind() -> None:
    metrics = Metrics("activity")
    for stale in (Overtaken("x"), StoreRewound("x"), StaleLease("x"), Overtaken("x")):
        LaneMeter(metrics).refused_lease(stale)
    kinds = {
        labels: value for (name, labels), value in samples(metrics).items() if name == "harken_ledger_conflicts_total"
    }
    assert kinds == {"overtaken": 2.0, "rewound": 1.0, "stale": 1.0}


def test_messages_that_were_not_delivered_are_counted_by_sink() -> None:
    metrics = Metrics("activity")
    messages = [Message(f"t.{topic}", b"ada", b"{}") for topic in ("alerts", "alerts", "customers")]
    failure = DeliveryFailed([(messages[0], "_MSG_TIMED_OUT", False), (messages[2], "MSG_SIZE_TOO_LARGE", True)])
    LaneMeter(metrics).not_delivered(failure, {"t.alerts": "alerts", "t.customers": "customers"})
    found = samples(metrics)
    assert found["harken_sink_errors_total", "alerts"] == found["harken_sink_errors_total", "customers"] == 1.0
    assert found["harken_dead_letters_total", "undeliverable"] == 1.0


def test_the_buckets_tell_milliseconds_apart() -> None:
    assert len([bound for bound in SECONDS if 0.001 <= bound <= 0.1]) >= 7


def test_two_workers_in_one_process_do_not_meet() -> None:
    one, other = Metrics("activity"), Metrics("learner")
    one.duplicates.inc()
    assert samples(other)["harken_duplicates_total", ""] == 0.0
    assert samples(other)["harken_build_info", f"learner {harken_version()}"] == 1.0


def test_what_came_of_alerts_is_a_gauge_by_kind_and_figure() -> None:
    metrics = Metrics("learner")
    set_outcomes(metrics, {"churn": {"precision": 0.8, "recall": 0.5}, "cancel_intent": {"pending": 2.0}})
    found = {key: value for key, value in samples(metrics).items() if key[0] == "harken_alert_metric"}
    assert found == {
        ("harken_alert_metric", "churn precision"): 0.8,
        ("harken_alert_metric", "churn recall"): 0.5,
        ("harken_alert_metric", "cancel_intent pending"): 2.0,
    }


def test_calibration_stands_by_the_tenth_and_one_without_labels_any_more_does_not() -> None:
    metrics = Metrics("learner")
    point = {"from": 0.3, "said": 0.31, "left": 0.5, "labels": 2}
    first = ({**point, "from": 0.1}, point)
    for curve in (first, ({"from": 0.3, "said": 0.35, "left": 0.4, "labels": 5},)):
        set_calibration(metrics, "churn", curve)
    found = {labels: value for (name, labels), value in samples(metrics).items() if name == "harken_model_calibration"}
    assert found == {"churn 0.3": 0.4}
