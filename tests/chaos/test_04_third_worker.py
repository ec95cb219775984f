"""4. A third worker joins and leaves in the middle of the work, ten times, and has had lanes each time."""

from tests.chaos.arena import Arena
from tests.chaos.conftest import Prove

TIMES = 10


def test_a_third_worker_that_comes_and_goes_ten_times_loses_and_doubles_nothing(arena: Arena, prove: Prove) -> None:
    workers = arena.start_all()
    with arena.load():
        for time in range(TIMES):
            third = arena.start()
            arena.wait_until_shared_by([*workers, third])
            arena.shooter.burst(3000)
            arena.wait_for_work(arena.random.randint(1, 1000))
            if time % 2:
                assert third.stop() == 0
            else:
                third.kill()
            arena.faults += 1
            arena.wait_until_shared_by(workers)
        arena.healed()
    prove(arena, "4 third worker comes and goes, ten times")
