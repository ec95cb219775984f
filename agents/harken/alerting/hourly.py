"""The cap over all customers: what floods waits, whatever the fault behind it.

It is counted in hours of a lane's stream clock. Each lane has its share, and shares add up to the cap in every hour:
what is left of the division goes round, so under a cap of fewer than there are lanes each lane has its turn.
"""

from typing import Final
from zlib import crc32

from msgspec import Struct, json

from harken.alert import Severity
from harken.alerting.cap import CRITICAL, RANKS

HOUR_S: Final = 3600.0
#: Whoever waits is asked again within so many hours, however many wait before them.
LONGEST_WAIT_H: Final = 24
#: Those whose turn it is are not asked all in one second, but within so many after the hour has begun.
SPREAD_S: Final = 900.0


class Hour(Struct, array_like=True, gc=False):
    """What one lane has announced in an hour.

    Parameters
    ----------
    number : of the hour, since the epoch.
    said : how many, by severity, the least one first.
    waiting : of those who were told to wait, how many have not had their turn by then.
    """

    number: int
    said: list[int]
    waiting: int = 0


_decoder = json.Decoder(Hour)


def share_of(cap: int, lane: int, lanes: int, hour: int) -> int:
    """How many one lane may announce in an hour; those of all lanes add up to the cap.

    Parameters
    ----------
    lane : 0 to `lanes` - 1.
    hour : since the epoch.
    """
    least, rest = divmod(cap, lanes)
    return least + ((lane + hour * rest) % lanes < rest)


class Hourly:
    """The cap as one lane goes by it through one batch, which lies within one hour of its clock.

    Parameters
    ----------
    cap : announcements in an hour over all lanes, > 0.
    hour : of the batch, since the epoch.
    known : of the last hour in which anything was announced or held, as `encoded` gave it; empty: of none.
    """

    def __init__(self, cap: int, lane: int, lanes: int, hour: int, known: bytes) -> None:
        self._place = cap, lane, lanes
        self._changed = False
        self._hour = _decoder.decode(known) if known else Hour(hour, [0] * len(RANKS))
        self._begin(hour)
        self._share = self._share_in(hour)

    def holds(self, severity: Severity) -> bool:
        """Whether one more of this severity has to wait: as many as severe or more were announced, and none passes."""
        rank = RANKS[severity]
        return rank != CRITICAL and sum(self._hour.said[rank:]) >= self._share

    def note(self, severity: Severity) -> None:
        """Something is announced."""
        self._hour.said[RANKS[severity]] += 1
        self._changed = True

    def turn_s(self, customer_id: str) -> float:
        """One more waits: when it will be their turn, epoch seconds, in a later hour than this."""
        before, self._changed = self._hour.waiting, True
        self._hour.waiting += 1
        hour = self._hour.number
        for ahead in range(1, LONGEST_WAIT_H + 1):
            before -= self._share_in(hour + ahead)
            if before < 0:
                break
        return (hour + ahead) * HOUR_S + crc32(customer_id.encode()) / 2**32 * SPREAD_S

    def encoded(self) -> bytes:
        """What is to be known of the hour in the next batch; empty where nothing has changed."""
        return json.encode(self._hour) if self._changed else b""

    def _begin(self, hour: int) -> None:
        """Nothing was announced in this hour yet; whoever had their turn since waits no more, or will again."""
        known = self._hour
        if hour > known.number:
            turns = range(known.number + 1, min(hour, known.number + LONGEST_WAIT_H) + 1)
            waiting = known.waiting - sum(map(self._share_in, turns))
            late = hour - known.number >= LONGEST_WAIT_H
            self._hour = Hour(hour, [0] * len(RANKS), 0 if late else max(0, waiting))

    def _share_in(self, hour: int) -> int:
        cap, lane, lanes = self._place
        return share_of(cap, lane, lanes, hour)
