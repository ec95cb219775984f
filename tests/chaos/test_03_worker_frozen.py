"""3. A worker is frozen (SIGSTOP) past its session; its lanes are taken over; thawed, all that it writes is refused."""

import signal

from tests.chaos.arena import PARTITIONS, Arena
from tests.chaos.conftest import Prove
from tests.chaos.crash_points import FREEZE
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
    wait_until_taken_over(arena, other)


def wait_until_taken_over(arena: Arena, other: WorkerProcess) -> None:
    """Until every lane is another's."""
    arena.faults += 1
    before = arena.epochs()
    arena.wait_until(lambda: arena.lanes_of(other) == PARTITIONS, "the other has all lanes")
    arena.wait_until(lambda: all(now > then for now, then in zip(arena.epochs(), before, strict=True)), "taken over")


def start_pair(arena: Arena, **variables: str) -> tuple[WorkerProcess, WorkerProcess]:
    """Two workers, of which the first will freeze at the door of some commit of its own, a batch in hand."""
    (other,) = arena.start_all(1, variables=variables)
    zombie = arena.start(variables={FREEZE: f"commit:{arena.random.randint(5, 40)}", **variables})
    arena.wait_until_shared_by([zombie, other])
    return zombie, other


def freeze_and_thaw(arena: Arena, times: int) -> float:
    """One of two workers freezes, the other goes on, the first is thawed; how many of its writes were refused."""
    zombie, other = start_pair(arena)
    with arena.load():
        for time in range(times):
            if time == 0:
                arena.wait_until(zombie.frozen, "it freezes")
                wait_until_taken_over(arena, other)
            else:
                freeze(arena, zombie, other)
            arena.wait_for_work(1000)
            zombie.signal(signal.SIGCONT)
            arena.wait_until_shared_by([zombie, other])
        arena.healed()
    return arena.metric(zombie, CONFLICTS)


def thaw_at_the_end(arena: Arena, **variables: str) -> float:
    """The frozen one is thawed when all is done and nobody will write over what it writes; how many were refused."""
    zombie, other = start_pair(arena, **variables)
    with arena.load():
        arena.wait_until(zombie.frozen, "it freezes")
        wait_until_taken_over(arena, other)
        arena.wait_for_work(1000)
        arena.healed()
    arena.settle()
    zombie.signal(signal.SIGCONT)
    arena.wait_until_shared_by([zombie, other])
    return arena.metric(zombie, CONFLICTS)


def test_a_worker_that_wakes_up_after_its_session_writes_nothing(arena: Arena, prove: Prove) -> None:
    refused = freeze_and_thaw(arena, TIMES)
    prove(arena, "3 worker frozen past its session")
    assert refused


def test_a_worker_that_wakes_up_when_all_is_done_changes_nothing(arena: Arena, prove: Prove) -> None:
    refused = thaw_at_the_end(arena)
    prove(arena, "3 worker thawed when all is done")
    assert refused
