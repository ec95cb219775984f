"""Quiet hours on the wall clock, through nights, days, and the nights in which clocks are changed."""

from datetime import datetime, time

import pytest

from harken.alerting.quiet import SPREAD_S, QuietHours, is_zone

NIGHT = QuietHours(time(21), time(8), "Europe/London")
NOON = QuietHours(time(12), time(14), "Europe/London")


def s(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        #  21:00 |///////| 08:00
        (NIGHT, "2026-03-02T20:59:59+00:00", None),
        (NIGHT, "2026-03-02T21:00:00+00:00", "2026-03-03T08:00:00+00:00"),
        (NIGHT, "2026-03-03T03:00:00+00:00", "2026-03-03T08:00:00+00:00"),
        (NIGHT, "2026-03-03T08:00:00+00:00", None),
        (NOON, "2026-03-03T13:00:00+00:00", "2026-03-03T14:00:00+00:00"),
        (NOON, "2026-03-03T14:00:00+00:00", None),
        #  Summer time: an hour is missing in the night of 29 March, and is there twice on 25 October.
        (NIGHT, "2026-03-28T22:00:00+00:00", "2026-03-29T08:00:00+01:00"),
        (NIGHT, "2026-07-01T20:30:00+00:00", "2026-07-02T07:00:00+00:00"),
        (NIGHT, "2026-10-25T00:30:00+00:00", "2026-10-25T08:00:00+00:00"),
        (NIGHT, "2026-10-24T20:30:00+00:00", "2026-10-25T08:00:00+00:00"),
    ],
)
def test_it_is_quiet_by_the_clock_on_the_wall(hours: QuietHours, now: str, until: str | None) -> None:
    assert hours.until_s(s(now)) == (None if until is None else s(until))


def test_a_customers_own_zone_comes_before_that_of_all() -> None:
    #  Half past seven in London is half past eight in Paris, and half past four in the afternoon in Tokyo.
    now_s = s("2026-03-03T07:30:00+00:00")
    assert NIGHT.until_s(now_s) == s("2026-03-03T08:00:00+00:00")
    assert NIGHT.until_s(now_s, "Europe/Paris") is None
    assert NIGHT.until_s(now_s, "Asia/Tokyo") is None
    assert NIGHT.until_s(now_s, "America/New_York") == s("2026-03-03T13:00:00+00:00")


def test_there_are_zones_and_what_is_none() -> None:
    assert all(map(is_zone, ("UTC", "Europe/London", "Asia/Shanghai")))
    assert not any(map(is_zone, ("", "Europe", "Mars/Olympus", "../etc/passwd", "/etc/passwd")))


def test_what_is_held_is_spread_over_a_quarter_of_an_hour() -> None:
    assert SPREAD_S == 900
