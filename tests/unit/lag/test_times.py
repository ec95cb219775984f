"""How old a lag is, from where the log ended when."""

import pytest

from harken.lag.times import MOST, Timeline


def line(*points: tuple[int, float]) -> Timeline:
    timeline = Timeline()
    for end, at_s in points:
        timeline.saw(end, at_s)
    return timeline


@pytest.mark.parametrize(
    ("claim", "points", "offset", "lag_s"),
    [
        # now is 100 s; the log's end is that of the last point
        ("nothing waits", [(0, 0.0), (50, 100.0)], 50, 0.0),
        ("half-way between two looks", [(0, 0.0), (50, 100.0)], 25, 50.0),
        ("right at a look", [(0, 0.0), (20, 40.0), (50, 100.0)], 20, 60.0),
        ("after a silence: since it ended, not since it began", [(20, 0.0), (20, 90.0), (40, 100.0)], 20, 10.0),
        ("in a fast stretch", [(0, 0.0), (10, 90.0), (1010, 100.0)], 510, 5.0),
        ("older than all looks: that long at least", [(30, 60.0), (50, 100.0)], 10, 40.0),
    ],
)
def test_the_lag_is_as_old_as_its_first_record(
    claim: str, points: list[tuple[int, float]], offset: int, lag_s: float
) -> None:
    assert line(*points).lag_s(offset, points[-1][0], 100.0) == pytest.approx(lag_s), claim


def test_one_look_cannot_tell() -> None:
    assert line((50, 100.0)).lag_s(10, 50, 100.0) is None
    assert line((50, 100.0)).lag_s(50, 50, 100.0) == 0.0


def test_a_topic_made_anew_begins_a_new_line() -> None:
    assert line((500, 0.0), (510, 50.0), (0, 60.0), (10, 100.0)).lag_s(5, 10, 100.0) == pytest.approx(20.0)


def test_a_look_out_of_order_is_left_out() -> None:
    assert line((0, 0.0), (50, 100.0), (20, 40.0), (60, 100.0)).lag_s(25, 50, 100.0) == pytest.approx(50.0)


def test_a_long_watch_keeps_a_bounded_line_and_its_ends() -> None:
    timeline = line(*((n, float(n)) for n in range(100_000)))
    assert len(timeline._ends) <= MOST
    assert timeline.lag_s(99_998, 99_999, 99_999.0) == pytest.approx(1.0, abs=0.1)
    assert timeline.lag_s(0, 99_999, 99_999.0) == pytest.approx(99_999.0)
