"""Habits: told at snapshots, where one stands out, by the customer's own clock."""

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pytest
from msgspec import UNSET

from harken.activity import ActivityConfig
from harken.alerting.quiet import QuietHours
from harken.customer import State
from harken.document import Activity, Habits
from harken.events import Click, Purchase
from harken.fold.config import DAY_S
from harken.fold.habits import channels_of_late, spread_s, usual_time
from harken.fold.rhythm import order_on
from tests.driver import Driver

#: A Monday, midnight.
MONDAY_S = datetime(2026, 3, 2, tzinfo=UTC).timestamp()
MONDAY = int(MONDAY_S // DAY_S)
CONFIG = ActivityConfig(horizon_s=30 * DAY_S)


def order(day: float, **fields: Any) -> Purchase:
    return Purchase(id=f"o-{day}", customer_id="ada", ts=round((MONDAY_S + day * DAY_S) * 1000), total=20.0, **fields)


def habits(driver: Driver) -> Habits:
    found = driver.customer("ada").habits
    assert isinstance(found, Habits)
    return found


def test_who_orders_on_saturday_evenings_is_known_for_it_from_the_next_snapshot_on() -> None:
    #   day      0   5.8      12.8     19.8     26.8    snapshots every ten days
    driver = Driver(CONFIG)
    driver.send(*(order(5.8 + 7 * week, channel="app") for week in range(4)))
    driver.idle(MONDAY_S + 40 * DAY_S)
    assert habits(driver) == Habits(gap_spread_s=0, day="saturday", hour=19, channels=("app",))
    assert driver.published[-1] == "ada"
    assert b'"habits":{"gap_spread_s":0,"day":"saturday","hour":19,"channels":["app"]}' in driver.documents["ada"]


def test_before_the_first_snapshot_nothing_is_said() -> None:
    driver = Driver(CONFIG)
    driver.send(order(0))
    assert driver.customer("ada").habits is UNSET
    assert b"habits" not in driver.documents["ada"]


def test_a_day_and_an_hour_are_those_of_the_customers_own_clock() -> None:
    #   22:30 UTC on Saturdays is 07:30 on Sundays in Tokyo, 04:15 in Kathmandu
    saturdays, hours = [MONDAY + 5 + 7 * week for week in range(5)], bytes([22] * 5)
    assert usual_time(saturdays, hours, "UTC") == ("saturday", 22)
    assert usual_time(saturdays, hours, "Asia/Tokyo") == ("sunday", 7)
    assert usual_time(saturdays, hours, "Asia/Kathmandu") == ("sunday", 4)


def test_the_zone_is_that_which_events_tell_or_else_that_of_all() -> None:
    quiet = QuietHours(time(23), time(7), "Asia/Tokyo")
    for told, day in ((None, "sunday"), ({"timezone": "America/Lima"}, "saturday")):
        driver = Driver(replace(CONFIG, quiet=quiet))
        driver.send(*(order(5.94 + 7 * week, properties=told) for week in range(4)))
        driver.idle(MONDAY_S + 40 * DAY_S)
        assert habits(driver).day == day


@pytest.mark.parametrize(
    ("days", "hours", "expected"),
    [
        ([0, 7], [9, 9], (None, None)),  # too few
        ([0, 7, 14], [9, 9, 9], ("monday", None)),
        ([0, 7, 14, 15], [9, 9, 10, 10], ("monday", 10)),
        ([0, 7, 9, 11, 13], [1, 5, 9, 13, 17], (None, None)),  # any day, any hour
        ([0, 7, 14, 21], [23, 0, 23, 0], ("monday", 0)),  # around midnight
        ([-1400, -1393, -1386, -1379, 1, 8, 15, 22], [5] * 4 + [20] * 4, ("tuesday", 20)),  # of late
        ([0, 7, 14], [255, 255, 255], (None, None)),  # an older release
    ],
)
def test_a_habit_is_told_where_one_stands_out(
    days: list[int], hours: list[int], expected: tuple[str | None, int | None]
) -> None:
    assert usual_time([MONDAY + day for day in days], bytes(hours), "UTC") == expected


def test_days_that_no_calendar_has_are_passed_over() -> None:
    assert usual_time([-719_162, 2_932_896], bytes([0, 23]), "Pacific/Kiritimati") == (None, None)


def test_hours_stand_beside_their_days_in_whatever_order_they_become_known() -> None:
    one, other = State(0.0), State(0.0)
    times = [(day * 3 + hour / 24) * DAY_S for day, hour in zip(range(20), [*range(3, 23)], strict=True)]
    for state, order_of in ((one, times), (other, [*times[10:], *reversed(times[4:10]), times[12] + 3600.0])):
        activity = Activity()
        for ts in order_of:
            order_on(state, activity, ts)
    assert one.order_days == other.order_days
    assert one.hours == other.hours == bytes(range(7, 23))


def test_a_customer_of_an_older_release_gets_hours_from_the_next_order_on() -> None:
    state, activity = State(0.0, order_days=[0, 3], days=2), Activity(first_order_ms=0, last_order_ms=0)
    order_on(state, activity, 3.5 * DAY_S)
    assert (state.order_days, state.hours) == ([0, 3], bytes([255, 12]))
    order_on(state, activity, 5.25 * DAY_S)
    assert (state.order_days, state.hours) == ([0, 3, 5], bytes([255, 12, 6]))


def test_the_spread_is_that_of_gaps_and_needs_two() -> None:
    assert spread_s([0, 7]) is None
    assert spread_s([0, 7, 14]) == 0
    assert spread_s([0, 4, 14]) == round(18**0.5 * DAY_S)


def test_channels_of_late_win_over_those_of_long_ago() -> None:
    #   snapshot      1       2       3       4
    #   web          40       -       -       -      40 20 10 5 of what was
    #   app           1      +4      +4      +4      .. 7.5
    state = State(0.0)
    told = [channels_of_late(state, {"web": 40, "app": app, "other": 99}) for app in (1, 5, 9, 13)]
    assert told == [("web",), ("web",), ("web", "app"), ("app", "web")]
    assert len(state.ways) == 24


def test_who_comes_by_one_channel_keeps_nothing_of_channels() -> None:
    state = State(0.0)
    assert channels_of_late(state, {"web": 3}) == ("web",)
    assert channels_of_late(state, {}) == ()
    assert state.ways == b""


def test_favourite_categories_are_those_of_late() -> None:
    driver = Driver(CONFIG)
    clicks = [
        Click(id=f"c-{n}", customer_id="ada", ts=round((MONDAY_S + day * DAY_S) * 1000), kind="view", category=category)
        for n, (day, category) in enumerate([(0, "books")] * 3 + [(1, "toys"), (120, "shoes"), (120.1, "toys")])
    ]
    driver.send(*clicks[:4], order(2), *clicks[4:])
    driver.idle(MONDAY_S + 131 * DAY_S)
    assert habits(driver).categories == ("toys", "shoes", "books")
