"""7. The store is killed (kill -9) and started again; and it comes back as a copy of itself, some seconds old."""

import shutil

from tests.chaos.arena import Arena
from tests.chaos.conftest import Prove
from tests.services.local_redis import LocalRedis

KILLS = 3
LOG = "appendonlydir"


def copy_log(store: LocalRedis) -> None:
    """Put a copy of the append-only file aside, as it is at one moment."""
    store.pause()
    shutil.copytree(store.folder / LOG, store.folder / "copy", dirs_exist_ok=False)
    store.resume()


def set_back(arena: Arena, store: LocalRedis) -> None:
    """Kill it, and start it on the copy."""
    with arena.sampler.store_lost():
        store.kill()
        shutil.rmtree(store.folder / LOG)
        (store.folder / "copy").rename(store.folder / LOG)
        store.start()


def test_a_store_killed_loses_and_doubles_nothing(arena: Arena, prove: Prove) -> None:
    arena.start_all()
    with arena.load():
        for _ in range(KILLS):
            arena.wait_for_work(arena.random.randint(1000, 3000))
            arena.store.kill()
            arena.faults += 1
            arena.wait_for_load(500)
            arena.store.start()
        arena.healed()
    prove(arena, "7a store kill -9 and restart")


def test_a_store_set_back_by_seconds_has_them_read_again(arena: Arena, chaos_redis: LocalRedis, prove: Prove) -> None:
    arena.start_all()
    arena.store_went_back = True
    with arena.load():
        for _ in range(KILLS):
            arena.wait_for_work(arena.random.randint(500, 1500))
            copy_log(chaos_redis)
            arena.wait_for_work(2000)
            set_back(arena, chaos_redis)
            arena.faults += 1
        arena.healed()
    prove(arena, "7b store set back by seconds")
