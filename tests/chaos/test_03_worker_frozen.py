"""3. A worker is frozen (SIGSTOP) past its session; its lanes are taken over; thawed, all that it writes is refused."""

import signal

from tests.chaos.arena import PARTITIONS, Arena
from tests.chaos.conftest import Prove
from tests.worker_process import WorkerProcess

CONFLICTS = "harken_ledger_conflicts_total"
TIMES = 3
#: Some seconds of work, so that it is frozen with batches in hand.
BACKLOG = 25_000


def freeze(arena: Arena, zombie: WorkerProcess, other: WorkerProcess) -> None:
    """Stop it in the middle of its work; returns when the other has taken every lane."""
    arena.shooter.burst(BACKLOG)
    arena.wait_for_work(arena.random.randint(1, 500))
    zombie.signal(signal.SIGSTOP)
    arena.faults += 1
    before = arena.epochs()
    arena.wait_until(lambda: arena.lanes_of(other) == PARTITIONS, "the other has all lanes")
    arena.wait_until(lambda: all(now > then for now, then in zip(arena.epochs(), before, strict=True)), "taken over")


def freeze_and_thaw(arena: Arena, times: int) -> float:
    """Freeze one of two workers, let the other go on, thaw the first; how many of its writes were refused."""
    zombie, other = arena.start_all()
    with arena.load():
        for _ in range(times):
            freeze(arena, zombie, other)
            arena.wait_for_work(1000)
            zombie.signal(signal.SIGCONT)
            arena.wait_until_shared_by([zombie, other])
        arena.healed()
    return arena.metric(zombie, CONFLICTS)


def thaw_at_the_end(arena: Arena, **variables: str) -> None:
    """The zombie wakes up when all is done and nobody will write over what it writes."""
    zombie, other = arena.start_all(variables=variables)
    with arena.load():
        freeze(arena, zombie, other)
        arena.healed()
    arena.settle()
    zombie.signal(signal.SIGCONT)
    arena.wait_until_shared_by([zombie, other])


def test_a_worker_that_wakes_up_after_its_session_writes_nothing(arena: Arena, prove: Prove) -> None:
    refused = freeze_and_thaw(arena, TIMES)
    prove(arena, "3 worker frozen past its session")
    assert refused, "it was never frozen with a batch in hand"


def test_a_worker_that_wakes_up_when_all_is_done_changes_nothing(arena: Arena, prove: Prove) -> None:
    thaw_at_the_end(arena)
    prove(arena, "3 worker thawed when all is done")
