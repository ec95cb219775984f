"""How one topic of a lane flows: what gap between two events is usual, and when a silence is longer than that."""

from collections.abc import Iterable
from math import inf
from typing import Final, NamedTuple

from msgspec import Struct

#: So many times the longest usual gap is no gap any more.
UNUSUAL: Final = 3.0
#: A gap is forgotten so slowly, seconds, and none is remembered that is longer: with `UNUSUAL * MOST_GAP_S < FADES_S`
#: the end of patience never moves back while events come.
FADES_S: Final = 90 * 86_400.0
MOST_GAP_S: Final = 28 * 86_400.0


class Patience(NamedTuple):
    """When a silence is unusual.

    Parameters
    ----------
    least_s : no shorter one is, seconds; 0 or less: none ever is.
    known_from : events before which nothing is usual.
    """

    least_s: float
    known_from: int


class Inflow(Struct, array_like=True, gc=False):
    """One topic of one lane.

    Parameters
    ----------
    count : events that were newer than all before.
    newest_s : the newest event time, epoch seconds.
    gap_s : the longest usual gap between two of them, fading.
    silent : whether it was silent at the end of the last batch.
    episode : how often it has fallen silent.
    """

    count: int = 0
    newest_s: float = 0.0
    gap_s: float = 0.0
    silent: bool = False
    episode: int = 0

    def learn_many(self, times_s: Iterable[float], least_s: float) -> None:
        """Events have come at these times, epoch seconds, in this order; all but the newest so far say nothing."""
        count, newest_s, gap_s = self.count, self.newest_s, self.gap_s
        for ts_s in times_s:
            if ts_s <= newest_s:
                continue  # also what has no time (-inf), before anything came
            step_s = ts_s - newest_s
            before_s, gap_s = gap_s, gap_s * (1.0 - step_s / FADES_S) if step_s < FADES_S else 0.0
            if step_s > gap_s and count:  # seldom: nearly all gaps are usual
                #  A silence that was unusual is no measure of what is usual, but the usual may have changed.
                gap_s = max(gap_s, min(step_s, max(least_s, UNUSUAL * before_s), MOST_GAP_S))
            newest_s = ts_s
            count += 1
        self.count, self.newest_s, self.gap_s = count, newest_s, gap_s

    def patience_s(self, least_s: float) -> float:
        """A silence that is longer is unusual, seconds; `least_s` is the setting."""
        return max(least_s, UNUSUAL * self.gap_s)

    def ends_s(self, patience: Patience) -> float:
        """The event time at which its silence becomes unusual; infinity where nothing is usual yet."""
        known = self.count >= patience.known_from
        return self.newest_s + self.patience_s(patience.least_s) if known else inf
