"""16. A topic is made anew under its name, and grows by partitions: lanes stop with a line that says what to do, and
read nothing from the wrong place."""

import time

from kafka.admin import KafkaAdminClient, NewPartitions

from harken.topics import MissingTopic, check_topics, create_topics
from tests.chaos.arena import PARTITIONS, Arena
from tests.chaos.conftest import Prove

STAYS_S = 3.0


def make_anew(arena: Arena, admin: KafkaAdminClient, short: str) -> None:
    """Delete a topic and create it again."""
    admin.delete_topics([arena.settings.topic_prefix + short])

    def gone() -> bool:
        try:
            check_topics(arena.settings)
        except MissingTopic:
            return True
        return False

    arena.wait_until(gone, "the topic is gone")
    create_topics(arena.settings)


def wait_until_said(arena: Arena, words: str) -> None:
    """Until the running worker has said why it stands still."""
    worker = arena.road.workers[-1]
    arena.wait_until(lambda: words in worker.log(), f"the worker says: {words}")


def stays(arena: Arena) -> bool:
    """Whether nothing is applied for some seconds."""
    before, until_s = arena.applied(), time.monotonic() + STAYS_S
    arena.wait_until(lambda: time.monotonic() > until_s, "some seconds pass")
    return arena.applied() == before


def test_a_topic_made_anew_is_never_read_from_the_old_ones_offsets(arena: Arena, prove: Prove) -> None:
    arena.start_all(1)
    with arena.load():
        arena.wait_for_work(3000)
    arena.healed()
    prove(arena, "16 topic made anew (before)")
    arena.road.workers[-1].kill()
    admin = KafkaAdminClient(bootstrap_servers=arena.settings.kafka)
    try:
        make_anew(arena, admin, "clicks")
    finally:
        admin.close()
    #  More than the old one had, so that no offset of the ledger lies beyond its end.
    arena.shooter.burst(10_000)
    arena.shooter.flush()
    arena.start()
    wait_until_said(arena, "made anew since harken last read: clicks")
    assert stays(arena)


def test_a_topic_grown_by_partitions_stops_the_lanes(arena: Arena, prove: Prove) -> None:
    arena.start_all(1)
    with arena.load():
        arena.wait_for_work(1000)
    arena.healed()
    prove(arena, "16 topic grown (before)")
    arena.road.workers[-1].kill()
    name = arena.settings.topic_prefix + "clicks"
    admin = KafkaAdminClient(bootstrap_servers=arena.settings.kafka)
    try:
        admin.create_partitions({name: NewPartitions(PARTITIONS + 1)})
    finally:
        admin.close()
    arena.start()
    wait_until_said(arena, f"topic {name} has {PARTITIONS + 1} partitions and all inbound topics must have")
    assert stays(arena)
