"""2. A worker is told to stop (SIGTERM) while busy: it is gone within 10 s, and the group knows at once."""

from kafka import KafkaAdminClient

from tests.chaos.arena import Arena
from tests.chaos.conftest import Prove

TIMES = 4
GONE_WITHIN_S = 10.0
#: Some seconds of work, so that it is told with batches in hand.
BACKLOG = 10_000


def members(arena: Arena) -> int:
    """Of the activity role's group, as the broker has them."""
    group = f"harken-{arena.settings.instance}-activity"
    admin = KafkaAdminClient(bootstrap_servers=arena.settings.kafka)
    try:
        return len(admin.describe_groups([group])[group]["members"])
    finally:
        admin.close()


def test_a_busy_worker_told_to_stop_is_gone_in_ten_seconds_and_leaves_nothing(arena: Arena, prove: Prove) -> None:
    workers = arena.start_all()
    with arena.load():
        for _ in range(TIMES):
            arena.shooter.burst(BACKLOG)
            arena.wait_for_work(arena.random.randint(1, 2000))
            assert members(arena) == len(workers)
            assert workers.pop(0).stop(GONE_WITHIN_S) == 0, "it was not gone in time"
            arena.faults += 1
            assert members(arena) == len(workers), "the group was not told"
            workers.append(arena.start())
            arena.wait_until_shared_by(workers)
        arena.healed()
    prove(arena, "2 worker told to stop while busy")
