"""5. The broker is killed (kill -9) in the middle of the load and started again."""

from tests.chaos.arena import Arena
from tests.chaos.conftest import Prove

KILLS = 3


def test_a_broker_killed_loses_and_doubles_nothing(arena: Arena, prove: Prove) -> None:
    arena.start_all()
    with arena.load():
        for _ in range(KILLS):
            arena.wait_for_work(arena.random.randint(1000, 3000))
            arena.kafka.kill()
            arena.faults += 1
            arena.kafka.start()
        arena.healed()
    prove(arena, "5 broker kill -9 and restart")
