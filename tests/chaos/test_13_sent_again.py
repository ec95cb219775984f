"""13. Every event is sent three times, and a producer replays the last hour: each counts once."""

from tests.chaos.arena import Arena
from tests.chaos.conftest import MakeArena, Prove
from tests.chaos.shop_load import STEP_MS, Made
from tests.worker_process import HARKEN_WORKER

HOUR_MS = 3_600_000
TIMES = 3


def replay_last_hour(arena: Arena) -> None:
    """Send again what was sent in the last hour of event time."""
    for record in list(arena.shooter.acknowledged)[-TIMES * HOUR_MS // STEP_MS :]:
        arena.shooter.send(Made(record.place.topic, record.key, record.value))
    arena.faults += 1


def test_events_sent_three_times_and_an_hour_replayed_count_once(make_arena: MakeArena, prove: Prove) -> None:
    arena = make_arena()
    arena.shooter.repeat = TIMES
    arena.start_all(program=HARKEN_WORKER)
    with arena.load():
        arena.wait_for_work(10_000)
        replay_last_hour(arena)
        arena.wait_for_work(1000)
        replay_last_hour(arena)
        arena.healed()
    prove(arena, "13 all sent three times, an hour replayed")
