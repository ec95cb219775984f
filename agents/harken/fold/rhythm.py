"""A customer's rhythm: days with an order, and the gaps between them, whatever the order in which they become known.

Days, not orders: two invoices of one afternoon are one visit (learning.md, 1.6 and 4). The mean gap needs only the
first day, the last, and how many there were, so nothing else is kept but the newest days, to recognise one again.
"""

from bisect import bisect_left, bisect_right
from typing import Final

from harken.customer import State
from harken.document import Activity
from harken.fold.config import DAY_S

#: Newest days with an order that are recognised again; a late event on a day before all of these counts as a new day.
KNOWN_DAYS: Final = 16
#: The hour of an order of which an older release kept none; more than any.
NO_HOUR: Final = b"\xff"


def order_on(state: State, activity: Activity, ts: float) -> None:
    """Take note of an order at `ts` (epoch seconds): first and last order, days, hours, gaps."""
    ts_ms = round(ts * 1000)
    if activity.first_order_ms is None or ts_ms < activity.first_order_ms:
        activity.first_order_ms = ts_ms
    if activity.last_order_ms is None or ts_ms > activity.last_order_ms:
        activity.last_order_ms = ts_ms
    day, days = int(ts // DAY_S), state.order_days
    at, hour = bisect_left(days, day), int(ts // 3600) % 24
    hours = state.hours
    if len(hours) < len(days):
        hours = hours.rjust(len(days), NO_HOUR)
    if at < len(days) and days[at] == day:
        if hour < hours[at]:
            state.hours = hours[:at] + bytes((hour,)) + hours[at + 1 :]
        return
    state.days += 1
    days.insert(at, day)
    state.hours = (hours[:at] + bytes((hour,)) + hours[at:])[-KNOWN_DAYS:]
    if len(days) > KNOWN_DAYS:
        del days[0]
    activity.gaps = state.days - 1
    if activity.gaps:
        first_day = activity.first_order_ms // 86_400_000
        activity.mean_gap_s = (days[-1] - first_day) * DAY_S / activity.gaps


def days_until(state: State, ts: float) -> int:
    """Days with an order up to that of `ts` (epoch seconds), which is hardly ago: later ones are still recognised."""
    days = state.order_days
    return state.days - (len(days) - bisect_right(days, int(ts // DAY_S)))


def spend_on(state: State, activity: Activity, ts: float, minor: int) -> None:
    """Keep what was spent on the first day with an order, minor units; before `order_on` notes the order.

    All else that was spent was spent on repeat days, so no other day's sum is kept.
    """
    first_ms, day = activity.first_order_ms, int(ts // DAY_S)
    first_day = None if first_ms is None else first_ms // 86_400_000
    if first_day is None or day < first_day:
        state.first_minor = minor
    elif day == first_day and state.first_minor is not None:
        state.first_minor += minor
