"""9. The store is out of memory and refuses every write (`noeviction`); later it is given more."""

from redis import Redis

from tests.chaos.arena import Arena
from tests.chaos.conftest import Prove

TIMES = 2


def test_a_store_out_of_memory_stops_the_lanes_and_loses_nothing(arena: Arena, prove: Prove) -> None:
    arena.start_all()
    with Redis.from_url(arena.settings.redis) as store, arena.load():
        try:
            for _ in range(TIMES):
                arena.wait_for_work(arena.random.randint(1000, 3000))
                store.config_set("maxmemory-policy", "noeviction")
                store.config_set("maxmemory", "1mb")
                arena.faults += 1
                arena.wait_until_still()
                arena.wait_for_load(1000)
                store.config_set("maxmemory", "0")
        finally:
            store.config_set("maxmemory", "0")
        arena.healed()
    prove(arena, "9 store out of memory")
