"""Rules from the command line: what is written to which lanes, and how it is said what they go by."""

import json
from pathlib import Path

import pytest

from harken.applied import AppliedRules, encode_applied
from harken.events import COMMANDS
from harken.glance import LaneGlance
from harken.orders import NoOrder
from harken.ruling.apply import give_rules, written_rules
from harken.ruling.read import read_settings
from harken.ruling.show import lanes_lines, spans
from harken.settings import load_settings
from tests.unit.cli.test_cli import harken

AT_MS = 1_767_225_600_000


class Producer:
    """Keeps what it is given, of a topic with three partitions."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str | None, bytes, int]] = []
        self.flushed = False

    def partitions(self, topic: str) -> int:
        assert topic
        return 3

    def send(self, topic: str, key: str | None, value: bytes, partition: int) -> None:
        self.sent.append((topic, key, value, partition))

    def flush(self) -> None:
        self.flushed = True


def test_a_file_goes_to_every_lane_as_one_command_and_is_awaited() -> None:
    producer, settings = Producer(), load_settings({"HARKEN_TOPIC_PREFIX": "t."})
    command = written_rules(read_settings("[churn_risk]\ndwell_h = 36\n", "r.toml"), "r-1", AT_MS)
    assert give_rules(settings, producer, command) == 3  # type: ignore[arg-type] # as much of it as is used
    places = [(topic, key, lane) for topic, key, _, lane in producer.sent]
    assert places == [(f"t.{COMMANDS}", None, lane) for lane in range(3)]
    assert {value for _, _, value, _ in producer.sent} == {command}
    assert json.loads(command) == {"id": "r-1", "ts": AT_MS, "kind": "rules", "rules": {"churn_risk": {"dwell_h": 36}}}
    assert producer.flushed


def test_what_a_lane_would_refuse_is_not_sent() -> None:
    with pytest.raises(NoOrder, match=r"rules\.churn_risk: must be a table"):
        written_rules({"churn_risk": 0.8}, "r-1", AT_MS)


def test_a_file_that_cannot_be_is_one_line_with_its_place_and_code_2(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text("[churn_risk]\nraise = 1\n", encoding="utf-8")
    for name in ("check", "apply"):
        done = harken("rules", name, str(tmp_path / "r.toml"))
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert "r.toml:2: churn_risk.raise: no such key" in done.stderr


def test_lanes_are_told_by_the_rules_that_they_go_by() -> None:
    rules = encode_applied(AppliedRules(id="r-1", at_ms=AT_MS, settings={"churn_risk": {"enabled": False}, "gone": {}}))
    lanes = [LaneGlance(n, {}, 0.0, 1, b"" if n == 3 else rules) for n in range(5)]
    lines = list(lanes_lines(lanes))
    assert lines[0] == "lanes 0-2, 4\tapplied at 2026-01-01T00:00:00Z (r-1)"
    assert lines[1].startswith("lanes 0-2, 4\tpassed over: gone: no kind of alert")
    assert "churn_risk\toff" in lines
    assert lines[-1].startswith("lanes 3\tnothing applied: as the file has it")


def test_rising_numbers_are_said_as_spans() -> None:
    assert [spans(numbers) for numbers in ([0], [0, 1, 2], [1, 3, 4, 9])] == ["0", "0-2", "1, 3-4, 9"]
