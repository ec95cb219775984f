"""A soak's workers: a steady one whose memory is looked at, and one that is killed again and again."""

from tests.chaos.arena import Arena
from tests.worker_process import WorkerProcess


class Trial:
    """The arena, and who is who in it.

    Parameters
    ----------
    arena : with two workers and a learner running.
    steady, victim : the workers; `victim` is whoever has that part now.
    """

    def __init__(self, arena: Arena, steady: WorkerProcess, victim: WorkerProcess) -> None:
        self.arena = arena
        self.steady = steady
        self.victim = victim

    def replace(self) -> None:
        """Another worker in the victim's place, which has lanes when this returns."""
        self.victim = self.arena.start()
        self.arena.wait_until_shared_by([self.steady, self.victim])
