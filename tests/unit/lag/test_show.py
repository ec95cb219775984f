"""The lag as a person reads it, and as a program does."""

import io

from rich.console import Console

from harken.events import INBOUND
from harken.lag.reader import Position
from harken.lag.rules import Rule
from harken.lag.show import lines, tables
from harken.lag.watch import Row, worst


def rows(lane: int, clicks: int, lag_s: float | None, rule: Rule | None) -> list[Row]:
    quiet = [Row("activity", Position(topic, lane, 0, 100, 100, 5), 0.0, Rule.OK) for topic in INBOUND[:-1]]
    return [*quiet, Row("activity", Position(INBOUND[-1], lane, 0, 1000, 1000 - clicks, 5), lag_s, rule)]


def unused(lane: int) -> list[Row]:
    return [Row("learner", Position("examples", lane, 0, 0, None, 0), 0.0, Rule.OK)]


def drawn(shown: list[Row]) -> list[list[str]]:
    out = io.StringIO()
    Console(file=out, width=140).print(tables(shown))
    return [line.split() for line in out.getvalue().splitlines()]


def test_a_lane_is_as_late_as_its_oldest_record_and_as_bad_as_its_worst_topic() -> None:
    table = drawn([*rows(0, 0, 0.0, Rule.OK), *rows(1, 840, 4.2, Rule.STOP)])
    assert table[0] == ["activity", *INBOUND, "behind", "seconds", "status"]
    assert table[1] == ["lane", "0", "0", "0", "0", "0", "0", "0", "0.0", "OK"]
    assert table[2] == ["lane", "1", "0", "0", "0", "0", "840", "840", "4.2", "STOP"]
    assert table[-1] == ["all", "0", "0", "0", "0", "840", "840", "4.2", "STOP"]


def test_lanes_whose_topics_never_had_a_record_are_left_out_of_the_table() -> None:
    table = drawn([*rows(0, 1, 1.0, Rule.OK), *unused(0), *unused(1)])
    assert not any("learner" in line for line in table)
    assert any("learner" in line for line in drawn([*unused(0), *unused(1)]))


def test_what_nobody_can_tell_yet_is_a_dash_and_not_well() -> None:
    assert list(lines(rows(2, 7, None, None))) == [
        "activity lane=2 behind=7 seconds=- status=- commands=0 receipts=0 purchases=0 feedback=0 clicks=7"
    ]
    assert worst(rows(2, 7, None, None)) is None
    assert worst([*rows(2, 7, None, None), *rows(3, 9, 1.0, Rule.WARN)]) is Rule.WARN
