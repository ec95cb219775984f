"""One lane of a worker computes at a time, and the event loop comes round before long.

A full batch computes for tenths of a second. Without this all lanes whose data came in one round of the loop would
compute one after the other in that round: nothing is read or written meanwhile, so that with a dozen lanes replies that
have long come are taken for time-outs, and heartbeats wait. A batch of a few events computes for a millisecond, about
as long as a round takes: several pass in one (docs/decisions/0047).
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import monotonic
from typing import Final

#: So much is computed before the loop must come round, seconds.
ROUND_S: Final = 0.005


class Turnstile:
    """Shared by the lanes of one worker.

    Parameters
    ----------
    now_s : a clock that never goes back, seconds.
    """

    def __init__(self, now_s: Callable[[], float] = monotonic) -> None:
        self._lock = asyncio.Lock()
        self._now_s = now_s
        #: Computed since the loop came round here.
        self._computed_s = 0.0

    @asynccontextmanager
    async def pass_through(self) -> AsyncIterator[None]:
        """Whoever is inside may compute; first come, first served."""
        async with self._lock:
            if self._computed_s >= ROUND_S:
                self._computed_s = 0.0
                await asyncio.sleep(0)  # a free lock is taken without a pause: this is it
            since_s = self._now_s()
            try:
                yield
            finally:
                self._computed_s += self._now_s() - since_s
