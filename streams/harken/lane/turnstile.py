"""One lane of a worker computes at a time, and only when nothing else is to do.

A full batch computes for tenths of a second. Without this all lanes whose data came in one round of the loop would
compute one after the other in that round: nothing is read or written meanwhile, so that with a dozen lanes replies that
have long come are taken for time-outs, and heartbeats wait. A batch of a few events computes for a millisecond, while
what came from the broker takes some ten rounds of the loop to a lane, and a reply of the store three: if a lane
computed in each of them, events would wait ten times for others' (docs/decisions/0048). So the loop first comes round
until a round is empty, or for as long as the last lane computed: half of the time belongs to whoever waits.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import monotonic
from typing import Final

#: A round of the loop that takes less found nothing to do, seconds.
EMPTY_ROUND_S: Final = 0.0001


class Turnstile:
    """Shared by the lanes of one worker.

    Parameters
    ----------
    now_s : a clock that never goes back, seconds.
    """

    def __init__(self, now_s: Callable[[], float] = monotonic) -> None:
        self._lock = asyncio.Lock()
        self._now_s = now_s
        #: How long the last lane computed, seconds.
        self._computed_s = 0.0

    @asynccontextmanager
    async def pass_through(self) -> AsyncIterator[None]:
        """Whoever is inside may compute; first come, first served."""
        async with self._lock:
            since_s = await self._let_others_go()
            try:
                yield
            finally:
                self._computed_s = self._now_s() - since_s

    async def _let_others_go(self) -> float:
        """Let the loop come round, once at least; the time then, seconds."""
        began_s = before_s = self._now_s()
        while True:
            await asyncio.sleep(0)
            now_s = self._now_s()
            if now_s - before_s < EMPTY_ROUND_S or now_s - began_s >= self._computed_s:
                return now_s
            before_s = now_s
