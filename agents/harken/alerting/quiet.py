"""Quiet hours: when nothing is announced, by the clock on the customer's wall."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zlib import crc32
from zoneinfo import ZoneInfo

from harken.customer import Customer

_DAY_S: Final = 86_400.0
#: What was held is not announced for all customers in one second, but within so many after the end.
SPREAD_S: Final = 900.0
#: The day of the epoch, by its ordinal number.
_EPOCH: Final = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class QuietHours:
    """From one time of day to another, every day.

    Parameters
    ----------
    begin, end : times of day; the end is of the next day where it is not after the begin.
    zone : of customers of whom no other is known, IANA name.
    """

    begin: time
    end: time
    zone: str = "UTC"

    def until_s(self, now_s: float, zone: str = "") -> float | None:
        """When the quiet time ends that this moment lies in, epoch seconds; None where it lies in none.

        Parameters
        ----------
        now_s : epoch seconds.
        zone : the customer's own; empty where it is that of all.
        """
        for begin_s, end_s in _nights(self, zone or self.zone, int(now_s // _DAY_S)):
            if begin_s <= now_s < end_s:
                return end_s
        return None

    def over_s(self, customer: Customer, now_s: float) -> float | None:
        """When the customer is to be asked again; None where it is not quiet. Depends on no score."""
        until_s = self.until_s(now_s, customer.state.zone)
        return None if until_s is None else until_s + crc32(customer.id.encode()) / 2**32 * SPREAD_S


def is_zone(name: str) -> bool:
    """Whether there is such a time zone."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # no such name, no name at all, a folder of names
        return False
    return True


@lru_cache(maxsize=4096)
def _nights(hours: QuietHours, zone: str, day: int) -> tuple[tuple[float, float], ...]:
    """Begin and end of the quiet times that touch a day of UTC (since the epoch); wall clocks are put on and back."""
    first_s, wall = day * _DAY_S, ZoneInfo(zone)
    found = []
    for number in range(day - 2, day + 2):
        begins = date.fromordinal(_EPOCH + number)
        ends = begins if hours.begin < hours.end else begins + timedelta(days=1)
        begin_s, end_s = (
            datetime.combine(on, at, wall).astimezone(UTC).timestamp()
            for on, at in ((begins, hours.begin), (ends, hours.end))
        )
        if begin_s < first_s + _DAY_S and end_s > first_s:
            found.append((begin_s, end_s))
    return tuple(found)
