"""From an offset to the time when it was written, by interpolation between times at which the log's end was known."""

from bisect import bisect_right
from typing import Final

#: Points kept; beyond it every second one of the older half goes.
MOST: Final = 240


class Timeline:
    """Where one partition's log ended, and when: points that rise in both."""

    def __init__(self) -> None:
        self._ends: list[int] = []
        self._at_s: list[float] = []

    def saw(self, end: int, at_s: float) -> None:
        """The log ended at `end` (next offset to be written) at `at_s`, epoch seconds. Older points come first."""
        if self._at_s and at_s <= self._at_s[-1]:
            return
        if self._ends and end < self._ends[-1]:  # the topic was made anew
            self._ends.clear()
            self._at_s.clear()
        if self._ends[-2:] == [end, end]:  # of a time in which nothing was written only its two ends count
            self._at_s[-1] = at_s
            return
        self._ends.append(end)
        self._at_s.append(at_s)
        if len(self._ends) > MOST:
            del self._ends[1 : MOST // 2 : 2], self._at_s[1 : MOST // 2 : 2]

    def lag_s(self, offset: int, end: int, now_s: float) -> float | None:
        """How long the record at `offset`, the next to be applied, has been waiting at `now_s`, seconds.

        0 where nothing waits. For a record older than all points, the age of the oldest: it waits for that long at
        least. None where nothing is known.
        """
        if offset >= end:
            return 0.0
        after = bisect_right(self._ends, offset)
        if after == 0:
            return max(0.0, now_s - self._at_s[0]) if len(self._ends) > 1 else None
        if after == len(self._ends):
            return max(0.0, now_s - self._at_s[-1])
        first, last = self._ends[after - 1], self._ends[after]
        share = (offset - first) / (last - first)
        written_s = self._at_s[after - 1] + share * (self._at_s[after] - self._at_s[after - 1])
        return max(0.0, now_s - written_s)
