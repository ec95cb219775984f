"""6. The broker is frozen (SIGSTOP) for 30 s; and workers are killed while it is, with words on their way to it."""

import time

from tests.chaos.arena import Arena
from tests.chaos.conftest import MakeArena, Prove

FROZEN_S = 30.0
#: Many small batches, so that there is much to say.
SMALL = {"HARKEN_BATCH_EVENTS": "50"}


def kill_while_frozen(arena: Arena, **variables: str) -> None:
    """Both workers die while the broker takes nothing; others start when it does again."""
    workers = arena.start_all(variables=variables)
    with arena.load():
        arena.shooter.burst(15_000)
        arena.wait_for_work(500)
        arena.kafka.pause()
        arena.wait_until_still()
        for worker in workers:
            worker.kill()
            arena.faults += 1
        arena.kafka.resume()
        for _ in workers:
            arena.start(variables=variables)
        arena.healed()


def test_a_broker_frozen_for_half_a_minute_loses_and_doubles_nothing(arena: Arena, prove: Prove) -> None:
    arena.start_all()
    with arena.load():
        arena.wait_for_work(2000)
        arena.kafka.pause()
        arena.faults += 1
        thaws_s = time.monotonic() + FROZEN_S
        arena.wait_until(lambda: time.monotonic() > thaws_s, "it was frozen for long enough")
        arena.kafka.resume()
        arena.healed()
    prove(arena, "6 broker frozen for 30 s")


def test_workers_killed_while_the_broker_is_frozen_leave_nothing_unsaid(make_arena: MakeArena, prove: Prove) -> None:
    arena = make_arena(**SMALL)
    kill_while_frozen(arena)
    prove(arena, "6 workers killed, broker frozen")
