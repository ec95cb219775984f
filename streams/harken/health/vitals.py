"""What a worker's event loop says of itself, for a thread that asks: its last beat, its lanes, what it can reach."""

import asyncio
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Final

from harken.lane.progress import Progress
from harken.logs import get_logger

log = get_logger(__name__)

BEAT_EVERY_S: Final = 0.5
#: A stage this long is worth a line; what bounds it (a time-out of store or broker) is longer.
STALLED_S: Final = 15.0


Lanes = Callable[[], Mapping[int, Progress] | None]


class Vitals:
    """One worker's signs of life. Written in the event loop and by who looks at lag, read from any thread.

    Parameters
    ----------
    lanes : progress of each lane that the worker has now, by number; None before the group ever gave it any.
    hung_s : a loop or a lane that does not move for longer is hung, seconds.
    waits_in_step : whether lanes may wait for the learner without a bound (replay in step).
    """

    def __init__(self, lanes: Lanes, hung_s: float, *, waits_in_step: bool = False) -> None:
        self.lanes = lanes
        self.hung_s = hung_s
        self.waits_in_step = waits_in_step
        #: What cannot be reached now, by name (broker, store), and why; absent is well.
        self.unreachable: Mapping[str, str] = {"broker": "not asked yet", "store": "not asked yet"}
        self._beat_s = monotonic()
        self._stalled: set[int] = set()

    async def beat(self) -> None:
        """Beat for ever, and say once of each lane that stalls in a stage, and that it moves again."""
        while True:
            self._beat_s = monotonic()
            self._say_stalled()
            await asyncio.sleep(BEAT_EVERY_S)

    def silent_s(self) -> float:
        """Since the loop last came round, seconds."""
        return monotonic() - self._beat_s

    def hung(self) -> dict[int, str]:
        """Lanes that are in a stage that must end for longer than `hung_s`, and which."""
        if self.waits_in_step:
            return {}
        lanes = (self.lanes() or {}).items()
        return {n: f"{lane.stage.name} for {lane.busy_s():.0f} s" for n, lane in lanes if lane.busy_s() > self.hung_s}

    def not_running(self) -> dict[int, str]:
        """Lanes of this worker that are not taken, and why."""
        lanes = (self.lanes() or {}).items()
        return {n: lane.status for n, lane in lanes if lane.back_off.why or not lane.running}

    def _say_stalled(self) -> None:
        lanes = self.lanes() or {}
        for n, lane in lanes.items():
            busy_s = lane.busy_s()
            if lane.back_off.why:  # it has said itself that it waits, and says itself when that is over
                self._stalled.discard(n)
            elif busy_s > STALLED_S and n not in self._stalled:
                self._stalled.add(n)
                log.warning("lane stalled", lane=n, why=f"in {lane.stage.name} for {busy_s:.0f} s")
            elif busy_s <= STALLED_S and n in self._stalled:
                self._stalled.discard(n)
                log.info("lane resumed", lane=n)
        self._stalled &= lanes.keys()
