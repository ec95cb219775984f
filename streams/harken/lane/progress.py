"""What a lane is doing, since when, and what it waits for: read by its status, the metrics and the health checks."""

from collections.abc import Callable
from time import monotonic
from typing import Final, NamedTuple

from harken.back_off import BackOff

#: Stages that may last: no records come, or what failed is tried again later.
IDLE: Final = "idle"
BACK_OFF: Final = "back-off"
STOPPED: Final = "stopped"
#: A learner lets examples gather until it is time to publish again.
PACE: Final = "pace"
#: The others, in the order of a batch; each is bounded by the time-outs of what it asks.
TAKE: Final = "take"
MERGE: Final = "merge"
#: A topic has records that have not come yet; `merge_wait_s` bounds it, but for a replay in step.
BLOCKED: Final = "blocked"
WORK: Final = "work"
LOAD: Final = "load"
QUEUE: Final = "queue"
FOLD: Final = "fold"
ENCODE: Final = "encode"
COMMIT: Final = "commit"
SAY: Final = "say"
#: A stage of more seconds is part of the status.
LONG_S: Final = 5.0
LASTING: Final = frozenset({IDLE, BACK_OFF, STOPPED, PACE})


class Stage(NamedTuple):
    """What is being done, and since when (monotonic seconds)."""

    name: str
    since_s: float


class Progress:
    """One lane's. Written by the lane's task only, and read from any thread.

    Parameters
    ----------
    took : told the name and the length (seconds) of every stage that ends; None where nobody counts.
    clock : seconds that never go back.
    """

    def __init__(
        self,
        took: Callable[[str, float], None] | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._took = took
        self._clock = clock
        self.stage = Stage(TAKE, clock())
        #: Whether the lane is taken and runs batches.
        self.running = False
        self.back_off = BackOff(clock=clock)

    def begin(self, name: str) -> None:
        """One stage ends, the next begins."""
        now_s = self._clock()
        ended, self.stage = self.stage, Stage(name, now_s)
        if self._took is not None:
            self._took(ended.name, now_s - ended.since_s)

    def busy_s(self) -> float:
        """How long the lane has been in a stage that must end, seconds; 0 in one that may last."""
        name, since_s = self.stage
        return 0.0 if name in LASTING else self._clock() - since_s

    @property
    def status(self) -> str:
        """For a person: running, or what it waits for and since when."""
        if self.stage.name == STOPPED:
            return STOPPED
        if self.back_off.why:
            return f"waiting for {self.back_off.lasted_s():.0f} s: {self.back_off.why}"
        if self.stage.name == BLOCKED:
            return "waiting for records that the broker has"
        if self.busy_s() > LONG_S:  # in step a lane waits for the learner in its work
            return f"in {self.stage.name} for {self.busy_s():.0f} s"
        return "running" if self.running else "starting"
