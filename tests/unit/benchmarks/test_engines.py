"""The engines benchmark: what it sends, how it judges, what it makes of the figures."""

from collections import Counter
from pathlib import Path

import orjson
import pytest

from benchmarks.beside import Mix
from benchmarks.engines.keys import EVEN, ZIPF, Keys, clicks
from benchmarks.engines.measure import Run
from benchmarks.engines.page import Result, page
from benchmarks.engines.result import TOO_SHORT, Score, ratios, rows
from benchmarks.engines.roster import HARKEN, ROSTER
from benchmarks.engines.task import Task, given
from benchmarks.engines.verdict import counted, faults
from benchmarks.load import Load, events
from harken.decode import decode_timed

ROSTER_BY_NAME = {contender.name: contender for contender in ROSTER}
RIGHT = [("a", 1), ("b", 1), ("a", 2)]


def values(said: list[tuple[str, int]]) -> list[bytes]:
    return [orjson.dumps({"customer": customer, "count": count}) for customer, count in said]


def score(name: str, wall_s: float, cpu_s: float, void: str = "") -> Score:
    start = Run(100, 2.0, 1.0, 0.5)
    return Score(ROSTER_BY_NAME[name], [start], [Run(1100, 2.0 + wall_s, 1.0 + cpu_s, 1.5, void)])


def test_even_keys_come_in_turn_and_zipf_has_a_favourite() -> None:
    even, zipf = (Counter(Keys(shape, 1000, 100).drawn()) for shape in (EVEN, ZIPF))
    assert set(even.values()) == {10}
    assert zipf["c0"] > 100
    assert Keys(ZIPF, 1000, 100).drawn() == Keys(ZIPF, 1000, 100).drawn()


def test_the_mix_is_the_load_of_the_pipeline_whatever_the_topic() -> None:
    load = Load(200, 30)
    sent = [(customer, value) for _, customer, value in events(load)]
    mix = Mix(load, load.size)
    assert list(mix.messages()) == sent
    assert mix.first(50).drawn() == [customer for customer, _ in sent[:50]]


def test_what_is_sent_is_a_click_as_harken_reads_it() -> None:
    for customer, value in clicks(Keys(ZIPF, 20, 5)):
        event, _ = decode_timed("clicks", customer.encode(), value, 10**13, 300.0)
        assert event.customer_id == customer


@pytest.mark.parametrize("said", [RIGHT, [*RIGHT, ("a", 2)]], ids=["once", "one twice"])
def test_right_results_pass(said: list[tuple[str, int]]) -> None:
    assert faults(counted("aba"), values(said)) == ""


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (RIGHT[:2], "2 messages of 3"),
        ([*RIGHT[:2], ("b", 1)], "counts of 1 of 2"),
        ([("a", 1), ("b", 1), ("a", 3)], "counts of 1 of 2"),
        ([*RIGHT, ("a", 3)], "counts of 1 of 2"),
        ([*RIGHT, ("c", 1)], "1 customers of whom there is no event"),
    ],
    ids=["too few", "one twice, one never", "one left out", "doubled", "stranger"],
)
def test_wrong_results_are_told(said: list[tuple[str, int]], fault: str) -> None:
    assert fault in faults(counted("aba"), values(said))


def test_starting_is_no_part_of_a_rate() -> None:
    ours = score(HARKEN, wall_s=0.5, cpu_s=0.25)
    assert (ours.per_s, ours.per_cpu_s, ours.servers_us) == (2000, 4000, 1000)


def test_ratios_are_of_harken_to_each_other_one() -> None:
    found = ratios([score(HARKEN, 0.5, 0.25), score("bytewax", 1.0, 1.0), score("quix", 1.0, 1.0, void="wrong")])
    assert found == {"bytewax": (4.0, 2.0)}
    assert found["bytewax"].reaches(2.0)
    assert not found["bytewax"].reaches(2.5)


def test_there_are_no_ratios_to_a_void_run() -> None:
    assert ratios([score(HARKEN, 0.5, 0.25, void="wrong"), score("bytewax", 1.0, 1.0)]) == {}


def test_what_is_not_told_from_starting_is_void() -> None:
    assert score(HARKEN, wall_s=0.0, cpu_s=0.25).void == TOO_SHORT
    assert score(HARKEN, wall_s=0.0, cpu_s=0.25).wrong == ""


def test_the_table_says_who_is_void_absent_or_below_a_goal() -> None:
    absent = Score(ROSTER_BY_NAME["pathway"], absent="not installed: no wheel")
    shown = rows([score(HARKEN, 0.5, 0.25), score("quix", 1.0, 1.0), score("bytewax", 1.0, 1.0, "3 messages"), absent])
    assert [row[5] for row in shown] == ["", "2.5 missed", "", ""]
    assert shown[2][1] == "void: 3 messages"
    assert shown[3][1] == "absent: not installed: no wheel"
    assert {len(row) for row in shown} == {8}


def test_the_page_has_a_row_and_a_promise_of_each() -> None:
    keys = Keys(ZIPF, 1100, 100)
    where = {"day": "2026-01-01", "commit": "abc", "cores": 2, "load_average": [0.5, 0, 0], "versions": {"x": "1"}}
    text = page(Result([(keys, [score(HARKEN, 0.5, 0.25), score("bytewax", 1.0, 1.0)])], 0.25, where))
    assert "| Bytewax | 1,000 | 1,000 | 4.00 | 2.00 | 2 reached |" in text
    assert "- Bytewax: at least once" in text


def test_a_task_survives_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    task = Task("k:1", "redis://r", "p.", "n", "s", 12, Path("/f"))
    monkeypatch.setattr("sys.argv", ["program", *task.arguments()])
    assert given() == task
