"""One lane of a worker computes at a time, and between two of them the event loop comes round.

A full batch computes for tenths of a second. Without this all lanes whose data came in one round of the loop would
compute one after the other in that round: nothing is read or written meanwhile, so that with a dozen lanes replies that
have long come are taken for time-outs, and heartbeats wait.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turnstile:
    """Shared by the lanes of one worker."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def pass_through(self) -> AsyncIterator[None]:
        """Whoever is inside may compute; first come, first served."""
        async with self._lock:
            await asyncio.sleep(0)  # a free lock is taken without a pause: this is it
            yield
