"""Back-off: the one policy of how long to wait between tries at a broker or store, and what is said of it.

Pauses double up to a bound, and each is shortened at random, so that a dozen lanes that lost their store together do
not come back to it together (Brooker 2015, Exponential Backoff And Jitter). Nobody gives up: what waits says so.
"""

import random
from collections.abc import Callable
from time import monotonic
from typing import Final

FIRST_S: Final = 0.1
MOST_S: Final = 5.0
#: A pause is between this share and all of its length.
SHORTEST: Final = 0.5
#: What goes on for the same reason is said again after so long, seconds.
SAY_AGAIN_S: Final = 60.0


class BackOff:
    """The tries at one thing.

    Parameters
    ----------
    first_s, most_s : pause after the first failure, and the longest, seconds, > 0.
    draw : a number from 0 to 1, drawn for each pause.
    clock : seconds that never go back.
    """

    def __init__(
        self,
        *,
        first_s: float = FIRST_S,
        most_s: float = MOST_S,
        draw: Callable[[], float] = random.random,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._first_s = first_s
        self._most_s = most_s
        self._draw = draw
        self._clock = clock
        self._said_s = 0.0
        self._failing_since_s: float | None = None
        self.why = ""
        self.tries = 0
        #: Whether the last failure is worth a line in a log: the first, another reason, or the same for a minute.
        self.is_news = False

    def failed(self, why: str) -> float:
        """Note a failure; how long to pause before the next try, seconds."""
        now_s = self._clock()
        if self._failing_since_s is None:
            self._failing_since_s = now_s
        self.is_news = why != self.why or now_s - self._said_s >= SAY_AGAIN_S
        if self.is_news:
            self._said_s = now_s
        self.why = why
        self.tries += 1
        pause_s = min(self._most_s, self._first_s * 2.0 ** min(self.tries - 1, 60))
        return pause_s * (SHORTEST + (1 - SHORTEST) * self._draw())

    def succeeded(self) -> float:
        """Forget the failures; how long they lasted, seconds (0 where there were none)."""
        lasted_s = self.lasted_s()
        self._failing_since_s = None
        self.why, self.tries, self.is_news = "", 0, False
        return lasted_s

    def lasted_s(self) -> float:
        """Seconds since the first failure in a row; 0 where the last try succeeded."""
        since_s = self._failing_since_s  # asked for by another thread too
        return 0.0 if since_s is None else self._clock() - since_s
