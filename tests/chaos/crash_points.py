"""A worker of the tests that kills (-9) or freezes itself at a chosen point, which nothing from outside would hit."""

import os
import signal
from itertools import count
from typing import Any

from harken.lane.lane import Lane
from harken.ledger.redis import RedisLedger
from tests.chaos.switched_off import TORN

#: The variables that say where, and at the how manieth time: `commit:7`, `say:30`, `tear:5`.
DIE = "CHAOS_DIE"
FREEZE = "CHAOS_FREEZE"
#: The signal that each sends.
SIGNALS = {DIE: signal.SIGKILL, FREEZE: signal.SIGSTOP}
POINTS: dict[str, tuple[type, str]] = {
    #: State and learning are done in memory, nothing is written.
    "commit": (Lane, "_commit"),
    #: Written, and nothing of it said.
    "say": (Lane, "_say_outbox"),
    #: State is written and its offsets are not: there only without the atomic commit (`tests/chaos/switched_off.py`).
    "tear": (RedisLedger, TORN),
}


def strike_at(where: str, number: signal.Signals) -> None:
    """Send this process a signal when it comes to that point for that time; frozen and thawed it goes on from there."""
    point, _, times = where.partition(":")
    owner, name = POINTS[point]
    real: Any = getattr(owner, name)
    reached = count(1)

    async def struck(self: object, *arguments: Any) -> Any:
        if next(reached) == int(times):
            os.kill(os.getpid(), number)
        return await real(self, *arguments)

    setattr(owner, name, struck)
