"""Ticks: what tells lanes that time has passed where no event does.

A tick is a command for nobody, written once to every partition, at each boundary of event time that the data crosses,
and one at the end. It is sent only when everything before it is acknowledged, so a lane that sees it has all there is.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from math import floor

from harken.events import Command


class Ticks:
    """The boundaries between what was sent and what comes next.

    Parameters
    ----------
    step_s : seconds between boundaries, > 0; they lie at its multiples since the epoch (midnights UTC for a day).
    """

    def __init__(self, step_s: float = 86_400.0) -> None:
        self._step_s = step_s
        self._next_s: float | None = None

    def crossed(self, ts_s: float) -> Iterator[float]:
        """The boundaries that lie at or before this time and after what came before, in order."""
        if self._next_s is None:
            self._next_s = (floor(ts_s / self._step_s) + 1) * self._step_s
        while self._next_s <= ts_s:
            yield self._next_s
            self._next_s += self._step_s


def tick(ts_s: float) -> Command:
    """The command for one boundary; the same boundary has the same id."""
    moment = datetime.fromtimestamp(ts_s, UTC)
    return Command(id=f"tick-{moment.isoformat()}", ts=round(ts_s * 1000), kind="tick")
