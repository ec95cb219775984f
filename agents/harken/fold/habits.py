"""Habits: what a customer usually does, told at each churn snapshot out of what is kept anyway.

Days and hours are those of the last sixteen days with an order (`harken.fold.rhythm`), by the wall clock; what lies
long before the last of them weighs less. A habit is told only where one stands out: a favourite's share of all weights
counts as if there had been some more orders, none of them at that time, so that three of four are one and two are not.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from statistics import stdev
from struct import Struct
from typing import Final, get_args
from zlib import crc32
from zoneinfo import ZoneInfo

from harken.alerting.quiet import QuietHours
from harken.customer import Customer, State
from harken.document import Habits, Weekday
from harken.fold.config import DAY_S
from harken.fold.items import favourites, shared
from harken.fold.profile import OTHER
from harken.fold.rhythm import NO_HOUR

#: Of what is told at most.
MOST_FAVOURITES: Final = 3
#: An order so long before the last weighs half, days.
HALF_LIFE_D: Final = 90.0
#: Orders that a favourite must overcome.
DOUBTS: Final = 3.0
#: Shares from which on a day is usual (one of seven), and three hours are.
USUAL_DAY: Final = 0.4
USUAL_HOURS: Final = 0.5
#: A channel by which fewer of the last events came is no favourite.
LEAST_SHARE: Final = 0.1

_WEEKDAYS: Final = get_args(Weekday)
#: Days whose wall clocks there are, whatever the zone: 1970 to 9998.
_DAYS: Final = range(1, 2_932_000)
#: Of each channel two bytes of a hash of its name, its weight, and how many events there were.
_WAY: Final = Struct("<HeI")
_HEAVIEST: Final = 60_000.0


def remember_habits(customer: Customer, quiet: QuietHours | None) -> bool:
    """Put into the document what is usual by now; whether anybody would want to hear of it.

    Parameters
    ----------
    quiet : has the zone of who has none of their own; without it that is UTC.
    """
    state, before = customer.state, customer.habits
    zone = state.zone or ("UTC" if quiet is None else quiet.zone)
    day, hour = usual_time(state.order_days, state.hours, zone)
    categories = tuple(favourites(state.categories)[:MOST_FAVOURITES])
    channels = channels_of_late(state, customer.profile.channels)
    habits = Habits(spread_s(state.order_days), day, hour, shared(categories), shared(channels))
    customer.habits = habits
    #  A spread moves with every order.
    told = (day, hour, categories, channels)
    return not isinstance(before, Habits) or told != (before.day, before.hour, before.categories, before.channels)


def spread_s(days: Sequence[int]) -> int | None:
    """Standard deviation of the gaps between these days, seconds; None where there are not two."""
    if len(days) < 3:
        return None
    return round(stdev([float(after - before) for before, after in pairwise(days)]) * DAY_S)


def usual_time(days: Sequence[int], hours: bytes, zone: str) -> tuple[Weekday | None, int | None]:
    """Day of the week and hour of the day at which orders usually come, None where none stands out.

    Parameters
    ----------
    days : since the epoch, UTC, ascending.
    hours : of as many of the last of them, UTC.
    zone : of the wall clock, IANA name.
    """
    by_day, by_hour = [0.0] * 7, [0.0] * 24
    for day, hour in zip(reversed(days), reversed(hours), strict=False):
        if hour == NO_HOUR[0] or day not in _DAYS:
            continue
        #  The middle of the hour: some zones are half an hour off.
        at = datetime.fromtimestamp(day * DAY_S + hour * 3600.0 + 1800.0, ZoneInfo(zone))
        weight = 0.5 ** ((days[-1] - day) / HALF_LIFE_D)
        by_day[at.weekday()] += weight
        by_hour[at.hour] += weight
    around = [by_hour[hour - 1] + by_hour[hour] + by_hour[(hour + 1) % 24] for hour in range(24)]
    total = sum(by_day) + DOUBTS
    day = max(range(7), key=by_day.__getitem__)
    #  Of neighbours with as much around them, the one that has most itself.
    hour = max(range(24), key=lambda n: (round(around[n], 6), by_hour[n]))
    return (
        _WEEKDAYS[day] if by_day[day] >= USUAL_DAY * total else None,
        hour if around[hour] >= USUAL_HOURS * total else None,
    )


def channels_of_late(state: State, channels: Mapping[str, int]) -> tuple[str, ...]:
    """Channels, the one by which most came of late first; what was before the last snapshot counts half, and so on."""
    if len(channels) < 2:
        state.ways = b""
        return tuple(name for name in channels if name != OTHER)
    known = {key: (weight, count) for key, weight, count in _WAY.iter_unpack(state.ways)}
    weights, kept = {}, []
    for name, count in channels.items():
        key = crc32(name.encode()) & 0xFFFF
        weight, then = known.get(key, (0.0, 0))
        weights[name] = weight = min(weight / 2 + max(count - then, 0), _HEAVIEST)
        kept.append(_WAY.pack(key, weight, min(count, 0xFFFF_FFFF)))
    state.ways = b"".join(kept)
    least = LEAST_SHARE * sum(weights.values())
    found = [name for name, weight in weights.items() if name != OTHER and weight >= least]
    return tuple(sorted(found, key=lambda name: (-weights[name], name))[:MOST_FAVOURITES])


def shared_habits(habits: Habits) -> Habits:
    """The same of a customer who was read from a document."""
    return Habits(habits.gap_spread_s, habits.day, habits.hour, shared(habits.categories), shared(habits.channels))
