"""10. The store answers two seconds late, and its connections are cut, now with a request on its way, now without."""

from tests.chaos.arena import Arena
from tests.chaos.conftest import Prove
from tests.chaos.network import network

CUTS = 10
ROUND_TRIP_S = 2.0


def test_a_slow_store_whose_connections_are_cut_loses_and_doubles_nothing(arena: Arena, prove: Prove) -> None:
    with network(arena.settings.redis) as way:
        arena.start_all(variables={"HARKEN_REDIS": way.url})
        with arena.load():
            for _ in range(CUTS):
                arena.wait_for_work(arena.random.randint(1, 1500))
                way.cut()
                arena.faults += 1
            way.slow_down(ROUND_TRIP_S)
            arena.faults += 1
            for _ in range(CUTS // 3):
                arena.wait_for_work(1)
                way.cut()
                arena.faults += 1
            arena.wait_for_work(1)
            way.slow_down(0.0)
            arena.healed()
        prove(arena, "10 store slow by 2 s, connections cut")
