"""Orders from the command line: what is sent, and how it is said where alerts stand."""

import json
from typing import Any

import pytest

from harken.document import Activity, AlertState, CustomerDocument, Profile, Value
from harken.events import COMMANDS
from harken.orders import NoOrder, give, standing_lines, written_order
from harken.rules import RULES
from harken.settings import load_settings
from tests.unit.cli.test_cli import harken

ORDER = {"id": "o", "customer_id": "ada", "ts": 1_767_225_600_000}


class Producer:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, bytes]] = []
        self.flushed = False

    def partitions(self, topic: str) -> int:
        assert topic
        return 12

    def send(self, topic: str, key: str, value: bytes) -> None:
        self.sent.append((topic, key, value))

    def flush(self) -> None:
        self.flushed = True


def test_an_order_goes_to_the_customers_lane_and_is_awaited() -> None:
    producer, settings = Producer(), load_settings({"HARKEN_TOPIC_PREFIX": "t."})
    order = written_order(RULES, **ORDER, kind="mute", alert_kind="churn_risk")
    give(settings, producer, "ada", order)  # type: ignore[arg-type] # as much of it as is used
    assert [(topic, key) for topic, key, _ in producer.sent] == [(f"t.{COMMANDS}", "ada")]
    assert json.loads(producer.sent[0][2]) == {**ORDER, "kind": "mute", "alert_kind": "churn_risk"}
    assert producer.flushed


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"kind": "mute", "alert_kind": "weather"}, "no kind of alert"),
        ({"kind": "snooze", "alert_kind": "churn_risk"}, "until: missing"),
        ({"kind": "override", "score": 2.0, "note": "so", "until": ORDER["ts"]}, "<= 1"),
    ],
)
def test_what_a_lane_would_refuse_is_not_sent(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(NoOrder, match=says):
        written_order(RULES, **ORDER, **fields)


def test_to_be_erased_no_kind_of_alert_need_be_named() -> None:
    assert json.loads(written_order(RULES, **ORDER, kind="erase")) == {**ORDER, "kind": "erase"}


def test_erasing_asks_first_and_without_an_answer_sends_nothing() -> None:
    done = harken("erase", "ada")
    assert done.returncode == 1
    assert "Erase ada, for good?" in done.stdout + done.stderr
    assert "with the broker" not in done.stdout


def test_where_alerts_stand_is_a_line_a_kind_with_what_was_ordered() -> None:
    alerts = {
        "churn_risk": AlertState("raised", 2, 0, withheld="cap"),
        "detractor": AlertState("ok", 1, 60_000, snoozed_until_ms=120_000, muted=True),
    }
    document = CustomerDocument(
        id="ada", version=1, at_ms=0, profile=Profile(0, 0, {}), activity=Activity(), value=Value("GBP"), alerts=alerts
    )
    assert list(standing_lines(document)) == [
        "churn_risk\traised\t1970-01-01T00:00Z\t2 announced\tnot announced: cap",
        "detractor\tok\t1970-01-01T00:01Z\t1 announced\tsnoozed until 1970-01-01T00:02Z\tmuted",
    ]


@pytest.mark.parametrize("name", ["list", "ack", "snooze", "mute", "unmute", "override"])
def test_every_order_has_help_of_its_own_and_following_goes_on_as_it_was(name: str) -> None:
    assert "CUSTOMER" in harken("alerts", name, "--help").stdout


def test_an_order_that_would_be_refused_is_one_line_and_code_2() -> None:
    done = harken("alerts", "mute", "ada", "weather")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("harken: no such order: alert_kind")
    assert "--from-start" in harken("alerts", "--help").stdout
