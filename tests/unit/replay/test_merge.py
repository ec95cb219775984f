"""Several files as one stream."""

from harken.events import CLICKS
from harken.replay.line import Line, Refused
from harken.replay.merge import merge


def line(name: str, ts_s: float) -> Line:
    return Line(CLICKS, name, ts_s, {})


def names(merged: list[Line | Refused]) -> list[str | None]:
    return [item.customer_id if isinstance(item, Line) else item.reason for item in merged]


def test_files_are_merged_by_time_and_equal_times_by_the_files_order() -> None:
    first, second = [line("a", 1), line("c", 3)], [line("b", 1), line("d", 2)]
    assert names(list(merge([first, second]))) == ["a", "b", "d", "c"]


def test_a_late_line_stays_behind_the_one_before_it() -> None:
    #   first:  10   2(late)  20        second:  5   15
    late = [line("a", 10), line("late", 2), line("z", 20)]
    assert names(list(merge([late, [line("m", 5), line("n", 15)]]))) == ["m", "a", "late", "n", "z"]


def test_refused_lines_are_kept() -> None:
    assert names(list(merge([[Refused("odd"), line("a", 1)], [line("b", 0)]]))) == ["odd", "b", "a"]
