"""A worker of the tests that kills (-9) or freezes itself at a chosen point, which nothing from outside would hit."""

import os
import signal
from itertools import count
from typing import Any

from harken.lane.lane import Lane

#: The variables that say where, and at the how manieth time: `commit:7`, `say:30`.
DIE = "CHAOS_DIE"
FREEZE = "CHAOS_FREEZE"
#: The signal that each sends.
SIGNALS = {DIE: signal.SIGKILL, FREEZE: signal.SIGSTOP}
POINTS = {
    #: State and learning are done in memory, nothing is written.
    "commit": "_commit",
    #: Written, and nothing of it said.
    "say": "_say_outbox",
}


def strike_at(where: str, number: signal.Signals) -> None:
    """Send this process a signal when it comes to that point for that time; frozen and thawed it goes on from there."""
    point, _, times = where.partition(":")
    name = POINTS[point]
    real: Any = getattr(Lane, name)
    reached = count(1)

    async def struck(self: Lane, *arguments: Any) -> Any:
        if next(reached) == int(times):
            os.kill(os.getpid(), number)
        return await real(self, *arguments)

    setattr(Lane, name, struck)
