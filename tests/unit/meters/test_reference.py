"""The metrics' reference page is the code's word, and nothing of the contract is missing."""

from pathlib import Path

from harken.meters.reference import render_metrics_reference

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "metrics.md"

#: What others build dashboards on: a name here never goes away.
PROMISED = (
    "events_total", "event_latency_seconds", "batch_seconds", "batch_events", "duplicates_total", "dead_letters_total",
    "consumer_lag_messages", "consumer_lag_seconds", "partition_status", "rebalances_total", "ledger_commit_seconds",
    "ledger_conflicts_total", "sink_errors_total", "examples_total", "model_metric", "model_snapshot_age_seconds",
    "alerts_total", "customers_cached", "build_info",
)  # fmt: skip


def test_the_committed_page_is_what_the_code_generates() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_metrics_reference()


def test_every_promised_metric_is_there() -> None:
    page = render_metrics_reference()
    assert [name for name in PROMISED if f"| `harken_{name}` |" not in page] == []


def test_no_label_is_one_of_a_customer() -> None:
    labels = {label.strip() for row in render_metrics_reference().splitlines() for label in row.split("|")[3:4]}
    assert labels
    assert not any(word in label for label in labels for word in ("customer", "key", "subject", "id"))
