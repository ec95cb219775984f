"""Moving times by whole days."""

from datetime import UTC, datetime

from harken.events import CLICKS, Click, seconds
from harken.replay.line import Line, Refused
from harken.replay.redate import last_time, redate, whole_days

DAY_S = 86_400.0


def click(ts: datetime | int) -> Line:
    event = Click(id="1", customer_id="ada", ts=ts, kind="view")
    return Line(CLICKS, "ada", seconds(ts), event)


def test_the_last_event_lies_less_than_a_day_behind() -> None:
    now_s, last_s = 100.25 * DAY_S, 10.5 * DAY_S
    assert 0 <= now_s - (last_s + whole_days(last_s, now_s)) < DAY_S


def test_what_lies_ahead_is_moved_back() -> None:
    assert whole_days(10 * DAY_S, 8.5 * DAY_S) == -2 * DAY_S


def test_both_spellings_of_a_time_are_moved_and_the_time_of_day_stays() -> None:
    lines: list[Line | Refused] = [click(datetime(2025, 1, 1, 8, tzinfo=UTC)), click(1_735_718_400_000), Refused("odd")]
    first, second, third = redate(lines, 365 * DAY_S)
    assert isinstance(first, Line)
    assert isinstance(first.event, Click)
    assert isinstance(second, Line)
    assert isinstance(second.event, Click)
    assert first.event.ts == datetime(2026, 1, 1, 8, tzinfo=UTC)
    assert seconds(second.event.ts) == second.ts_s == first.ts_s
    assert third == Refused("odd")


def test_the_last_time_is_the_latest_not_the_last_lines() -> None:
    assert last_time([click(2000), click(1000), Refused("odd")]) == 2.0
    assert last_time([]) == float("-inf")
