"""16. Retention removes what no lane has applied: what is gone is counted and said, and nothing else is missing."""

from contextlib import closing

from kafka import TopicPartition
from kafka.admin import KafkaAdminClient

from tests.chaos.arena import PARTITIONS, Arena
from tests.chaos.conftest import Prove
from tests.chaos.shooter import Place

BACKLOG = 6000
TOPIC = "clicks"
#: Of every second lane so many records are removed that were not read; of the others none.
GONE = 100


def remove_unread(arena: Arena) -> set[Place]:
    """Let the log of every second lane begin behind where the ledger stands; the places that are gone unread."""
    applied = arena.applied()
    name = arena.settings.topic_prefix + TOPIC
    starts = {lane: applied.get((TOPIC, lane), 0) + GONE for lane in range(0, PARTITIONS, 2)}
    with closing(KafkaAdminClient(bootstrap_servers=arena.settings.kafka)) as admin:
        admin.delete_records({TopicPartition(name, lane): start for lane, start in starts.items()})
    return {Place(TOPIC, lane, offset) for lane, start in starts.items() for offset in range(start - GONE, start)}


def test_what_retention_removes_under_load_is_counted_and_nothing_else_is_missing(arena: Arena, prove: Prove) -> None:
    workers = arena.start_all()
    with arena.load():
        arena.wait_for_work(1000)
        for worker in workers:
            worker.kill()
        arena.shooter.burst(BACKLOG)
        arena.wait_for_load(BACKLOG)
        arena.removed = remove_unread(arena)
        arena.faults += len(arena.removed)
        arena.wait_until_shared_by([arena.start(), arena.start()])
        arena.healed()
    prove(arena, "16 retention removes what was not read")
    said = [line for worker in arena.road.workers for line in worker.log().splitlines() if "removed unread" in line]
    #  Whoever takes a lane of which nothing was committed since says it again: once too often, and never too seldom.
    assert {_number(line, "lane"): _number(line, "records") for line in said} == dict.fromkeys(
        range(0, PARTITIONS, 2), GONE
    )


def _number(line: str, field: str) -> int:
    return int(line.rsplit(f"{field}=", 1)[1].split(maxsplit=1)[0])
