"""Ticks: the days that the data crosses."""

from harken.events import seconds
from harken.replay.ticks import Ticks, tick

DAY_S = 86_400.0


def test_every_midnight_between_two_events_is_told_once() -> None:
    #   event  |  1  |     | 2,3 |
    ticks = Ticks()
    assert list(ticks.crossed(10 * DAY_S + 5)) == []
    assert list(ticks.crossed(12 * DAY_S + 5)) == [11 * DAY_S, 12 * DAY_S]
    assert list(ticks.crossed(12 * DAY_S + 6)) == []


def test_an_event_on_midnight_has_its_tick_before_it() -> None:
    ticks = Ticks()
    assert list(ticks.crossed(10 * DAY_S)) == []
    assert list(ticks.crossed(11 * DAY_S)) == [11 * DAY_S]


def test_an_earlier_event_moves_nothing() -> None:
    ticks = Ticks()
    list(ticks.crossed(10 * DAY_S))
    assert list(ticks.crossed(5 * DAY_S)) == []


def test_a_tick_is_for_nobody_and_the_same_for_the_same_boundary() -> None:
    assert tick(DAY_S) == tick(DAY_S)
    assert (tick(DAY_S).kind, tick(DAY_S).customer_id, seconds(tick(DAY_S).ts)) == ("tick", None, DAY_S)
    assert tick(DAY_S).id != tick(2 * DAY_S).id
