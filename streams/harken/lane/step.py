"""Replay in step: every lane waits at each event-time boundary until the learner has learned what came before.

The boundaries are multiples of `step_s` of event time. A lane says in its ledger which it has reached; the learner
learns when all have, says so in its own ledger, and the lanes go on with that snapshot. So a year replayed in seconds
is scored as it would have been live, and the result does not depend on timing.
"""

import asyncio
from collections.abc import Sequence
from math import floor, isfinite

from harken.ledger.base import Ledger

#: How often the learner's word is asked for.
POLL_S = 0.005


class Steps:
    """What a worker's activity lanes wait for, all together: one of them asks at a time.

    Parameters
    ----------
    step_s : event seconds between boundaries; 0 where the replay is not in step.
    learner : the learner role's ledger.
    learner_lanes : its lanes that carry models.
    """

    def __init__(self, step_s: float, learner: Ledger, learner_lanes: Sequence[int]) -> None:
        self.step_s = step_s
        self._learner = learner
        self._lanes = learner_lanes
        self._learned_s = float("-inf")
        self._asking = asyncio.Lock()

    def boundary(self, clock_s: float) -> float:
        """The last boundary at or before this time, epoch seconds."""
        return floor(clock_s / self.step_s) * self.step_s if isfinite(clock_s) else clock_s

    async def learned(self, boundary_s: float) -> None:
        """Wait until the learner has published what was known by this boundary."""
        while self._learned_s < boundary_s:
            async with self._asking:
                if self._learned_s < boundary_s:
                    self._learned_s = min(await self._learner.steps(self._lanes))
                    if self._learned_s < boundary_s:
                        await asyncio.sleep(POLL_S)
