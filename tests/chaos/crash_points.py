"""A worker of the tests that kills itself (-9) at a chosen point, which no kill from outside would hit."""

import os
import signal
from itertools import count
from typing import Any

from harken.lane.lane import Lane

#: The variable that says where, and at the how manieth time: `commit:7`, `say:30`.
DIE = "CHAOS_DIE"
POINTS = {
    #: State and learning are done in memory, nothing is written.
    "commit": "_commit",
    #: Written, and nothing of it said.
    "say": "_say_outbox",
}


def die_at(where: str) -> None:
    """End this process by SIGKILL when it comes to that point for that time."""
    point, _, times = where.partition(":")
    name = POINTS[point]
    real: Any = getattr(Lane, name)
    reached = count(1)

    async def dying(self: Lane, *arguments: Any) -> Any:
        if next(reached) == int(times):
            os.kill(os.getpid(), signal.SIGKILL)
        return await real(self, *arguments)

    setattr(Lane, name, dying)
