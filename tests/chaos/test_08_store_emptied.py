"""8. The store is emptied while all goes on: every customer is made again from the topics."""

from redis import Redis

from tests.chaos.arena import Arena
from tests.chaos.conftest import Prove


def test_a_store_emptied_under_load_is_filled_again_from_the_topics(arena: Arena, prove: Prove) -> None:
    arena.start_all()
    arena.store_went_back = True
    with arena.load():
        arena.wait_for_work(5000)
        with arena.sampler.store_lost(), Redis.from_url(arena.settings.redis) as store:
            store.flushall()
        arena.faults += 1
        arena.wait_for_work(1000)
        arena.healed()
    prove(arena, "8 store emptied")
