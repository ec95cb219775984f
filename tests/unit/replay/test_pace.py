"""The pace: on a clock of its own, nobody sleeps here."""

import pytest

from harken.replay.pace import Pace, UnknownSpeed, read_speed


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def wait(self, seconds_s: float) -> None:
        self.now_s += seconds_s


@pytest.mark.parametrize(("text", "speed"), [("max", float("inf")), ("realtime", 1.0), ("60", 60.0), ("0.5x", 0.5)])
def test_a_speed_is_max_realtime_or_a_number(text: str, speed: float) -> None:
    assert read_speed(text) == speed


@pytest.mark.parametrize("text", ["", "fast", "0", "-1", "nan"])
def test_any_other_speed_is_refused(text: str) -> None:
    with pytest.raises(UnknownSpeed, match="say max, realtime or a number"):
        read_speed(text)


def test_events_wait_for_their_time_at_the_given_speed() -> None:
    clock = Clock()
    pace = Pace(60.0, lambda: clock.now_s, clock.wait)
    pace.wait_for(0.0, lambda: None)
    pace.wait_for(600.0, lambda: None)
    assert clock.now_s == pytest.approx(110.0)


def test_a_late_event_waits_for_nothing() -> None:
    clock = Clock()
    pace = Pace(1.0, lambda: clock.now_s, clock.wait)
    pace.wait_for(50.0, lambda: None)
    pace.wait_for(10.0, lambda: None)
    assert clock.now_s == 100.0


def test_max_never_waits() -> None:
    assert Pace(float("inf"), lambda: 0.0).due_in_s(1e12) == 0.0


def test_progress_is_told_while_waiting() -> None:
    clock = Clock()
    pace = Pace(1.0, lambda: clock.now_s, clock.wait)
    told: list[float] = []
    pace.wait_for(0.0, lambda: None)
    pace.wait_for(5.0, lambda: told.append(clock.now_s))
    assert len(told) >= 10
