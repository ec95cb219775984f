"""What makes the latency benchmark's figures true."""

from collections.abc import Sequence
from math import inf

import numpy as np
import pytest
from msgspec import json

from benchmarks.latency.figures import Course, misses, rows
from benchmarks.latency.measure import Heard
from benchmarks.latency.shots import ASKED_EVERY, CUSTOMERS, SHOTS
from benchmarks.latency.targets import TARGETS
from harken.batch import Entry, Record
from harken.lane.reading import read_entry
from harken.settings import load_settings
from harken.topology import activity_config
from tests.driver import Driver

PIPELINE, RUNTIME, FAUST, QUIX, BYTEWAX, AIOKAFKA, BY_HAND = TARGETS


def entry(number: int, shots: str = "shop", ts_ms: int = 1_767_225_600_000) -> Entry:
    """Event n as a lane reads it."""
    topic, customer, value = SHOTS[shots].shot(number, ts_ms + number)
    return read_entry(Record(topic, 0, number, customer.encode(), value, ts_ms), 1e12)


def heard(*milliseconds: float, rate: float = 1000.0, void: str = "") -> Heard:
    """A run with these latencies."""
    return Heard(rate, np.sort(np.array(milliseconds) / 1000), 0.0, void)


def test_a_count_says_which_event_it_answers() -> None:
    counts: dict[str, int] = {}
    for number in (0, 1, CUSTOMERS - 1, CUSTOMERS, 2 * CUSTOMERS + 1):
        customer = SHOTS["counts"].shot(number, 0).customer
        counts[customer] = number // CUSTOMERS + 1
        said = json.encode({"customer": customer, "count": counts[customer]})
        assert SHOTS["counts"].answers(said) == number


def test_every_event_of_a_shop_can_be_read() -> None:
    assert [n for n in range(2 * ASKED_EVERY) if entry(n).reject is not None] == []


def test_the_fold_answers_just_the_events_that_are_asked_about() -> None:
    config = activity_config(load_settings({}))
    driver = Driver(config)
    driver.feed([entry(n) for n in range(-1, 5 * ASKED_EVERY)])
    answers = [SHOTS["shop"].answers(json.encode(alert)) for alert in driver.alerts]
    assert [n for n in answers if n is not None] == [n * ASKED_EVERY for n in range(5)]
    assert len(answers) == 6  # the first only showed that somebody listens


def test_a_quantile_is_a_latency_that_was_measured() -> None:
    run = heard(*range(1, 101))
    assert run.at(0.5) == pytest.approx(0.051)
    assert run.at(0.99) == pytest.approx(0.1)


def test_an_answer_that_never_came_is_no_short_latency() -> None:
    assert Course(PIPELINE, 1000.0, [heard(1.0, 2.0), heard(1.0, inf, void="1 of 2 got no answer")]).ms("p50") == inf


@pytest.mark.parametrize(
    ("courses", "words"),
    [
        ([Course(PIPELINE, 1000.0, [heard(9.0)])], []),
        ([Course(PIPELINE, 1000.0, [heard(11.0)])], ["p50 at 1,000 events/s: 11.0 ms, goal 10"]),
        ([Course(PIPELINE, 1000.0, [heard(*[1.0] * 50, 26.0)])], ["p99 at 1,000 events/s: 26.0 ms, goal 25"]),
        ([Course(PIPELINE, 20_000.0, [heard(20.0)]), Course(BY_HAND, 20_000.0, [heard(11.0)])], []),
        (
            [Course(PIPELINE, 20_000.0, [heard(23.0)]), Course(BY_HAND, 20_000.0, [heard(11.0)])],
            ["p99 at 20,000 events/s: 23.0 ms, goal 22.0"],
        ),
        (
            [Course(PIPELINE, 20_000.0, [heard(20.0)]), Course(BYTEWAX, 20_000.0, [heard(19.0)])],
            ["p99 at 20,000 events/s: 20.0 ms, goal 19.0"],
        ),
        ([Course(PIPELINE, 20_000.0, [heard(20.0)]), Course(QUIX, 20_000.0, [heard(1.0, void="it ended")])], []),
    ],
)
def test_a_goal_is_missed_where_it_is_missed(courses: Sequence[Course], words: list[str]) -> None:
    assert misses(courses) == words


def test_why_there_is_no_figure_stands_in_its_place() -> None:
    assert rows([Course(QUIX, 1000.0, [heard(1.0, void="it ended: no\nsuch thing")])])[0][:3] == [
        QUIX.title,
        "1,000",
        "it ended: no such thing",
    ]
