"""1. A worker is killed (kill -9) at a random moment, twenty times, and each time another joins."""

from tests.chaos.arena import Arena
from tests.chaos.conftest import Prove

KILLS = 20


def kill_and_replace(arena: Arena, kills: int, **variables: str) -> None:
    """Each time after a random amount of work."""
    workers = arena.start_all(variables=variables)
    with arena.load():
        for _ in range(kills):
            arena.wait_for_work(arena.random.randint(1, 400))
            victim = arena.random.randrange(len(workers))
            workers[victim].kill()
            arena.faults += 1
            workers[victim] = arena.start(variables=variables)
        arena.healed()


def test_a_worker_killed_twenty_times_loses_and_doubles_nothing(arena: Arena, prove: Prove) -> None:
    kill_and_replace(arena, KILLS)
    prove(arena, "1 worker kill -9, twenty times")
