"""The pace of a replay: as fast as it goes, or so many times real time."""

from collections.abc import Callable
from time import monotonic, sleep

from harken.errors import HarkenError


class UnknownSpeed(HarkenError):
    """A speed that is none."""


def read_speed(text: str) -> float:
    """`max` (infinity), `realtime` (1) or a number > 0 of times real time. Raises UnknownSpeed."""
    named = {"max": float("inf"), "realtime": 1.0}
    try:
        speed = named[text] if text in named else float(text.removesuffix("x"))
    except ValueError:
        speed = -1.0
    if not speed > 0:
        raise UnknownSpeed(f"--speed {text}: say max, realtime or a number above 0, for example 3600")
    return speed


class Pace:
    """Waits until it is time for an event.

    Parameters
    ----------
    speed : event seconds in a second, > 0; infinity never waits.
    now_s, wait : the clock and how to wait, for tests.
    """

    def __init__(
        self, speed: float, now_s: Callable[[], float] = monotonic, wait: Callable[[float], None] = sleep
    ) -> None:
        self._speed = speed
        self._now_s = now_s
        self._wait = wait
        self._first_s: float | None = None
        self._started_s = 0.0

    def due_in_s(self, ts_s: float) -> float:
        """Seconds until an event of this time is due, 0 where it is."""
        if self._speed == float("inf"):
            return 0.0
        if self._first_s is None:
            self._first_s, self._started_s = ts_s, self._now_s()
        return max(0.0, self._started_s + (ts_s - self._first_s) / self._speed - self._now_s())

    def wait_for(self, ts_s: float, meanwhile: Callable[[], None]) -> None:
        """Wait until the event is due; `meanwhile` is called at least every half second."""
        while (due_in_s := self.due_in_s(ts_s)) > 0:
            meanwhile()
            self._wait(min(due_in_s, 0.5))
