"""16. A topic is made anew under its name, deleted or grown by partitions, partly under a running worker: lanes stop
with a line that says what to do, and read nothing from the wrong place."""

import time
from contextlib import closing
from itertools import islice

from kafka.admin import KafkaAdminClient, NewPartitions

from harken.topics import MissingTopic, check_topics, create_topics
from tests.chaos.arena import PARTITIONS, Arena
from tests.chaos.conftest import Prove

STAYS_S = 3.0
MORE = 2000


def delete(arena: Arena, short: str) -> None:
    """Delete a topic."""
    with closing(KafkaAdminClient(bootstrap_servers=arena.settings.kafka)) as admin:
        admin.delete_topics([arena.settings.topic_prefix + short])


def grow(arena: Arena, short: str) -> None:
    """Give a topic one partition more."""
    with closing(KafkaAdminClient(bootstrap_servers=arena.settings.kafka)) as admin:
        admin.create_partitions({arena.settings.topic_prefix + short: NewPartitions(PARTITIONS + 1)})


def make_anew(arena: Arena, short: str) -> None:
    """Delete a topic and create it again."""
    delete(arena, short)

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


def stays(arena: Arena, sending: tuple[str, ...] = ()) -> bool:
    """Whether nothing is applied for some seconds, though more is sent to these topics."""
    before, until_s = arena.applied(), time.monotonic() + STAYS_S
    for made in islice((made for made in arena.shop.records() if made.topic in sending), MORE if sending else 0):
        arena.shooter.send(made)
    arena.shooter.flush()
    arena.wait_until(lambda: time.monotonic() > until_s, "some seconds pass")
    return arena.applied() == before


def test_a_topic_made_anew_is_never_read_from_the_old_ones_offsets(arena: Arena, prove: Prove) -> None:
    arena.start_all(1)
    with arena.load():
        arena.wait_for_work(3000)
    arena.healed()
    prove(arena, "16 topic made anew (before)")
    arena.road.workers[-1].kill()
    make_anew(arena, "clicks")
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
    grow(arena, "clicks")
    arena.start()
    wait_until_said(arena, f"topic {arena.settings.topic_prefix}clicks has {PARTITIONS + 1} partitions")
    assert stays(arena)


def test_a_topic_deleted_under_a_running_worker_stops_the_lanes(arena: Arena, prove: Prove) -> None:
    arena.start_all(1)
    with arena.load():
        arena.wait_for_work(1000)
    arena.healed()
    prove(arena, "16 topic deleted (before)")
    name = arena.settings.topic_prefix + "feedback"
    delete(arena, "feedback")
    wait_until_said(arena, f"topic {name} is missing")
    assert stays(arena, sending=("clicks", "purchases"))


def test_a_topic_grown_under_a_running_worker_stops_the_lanes(arena: Arena, prove: Prove) -> None:
    arena.start_all(1)
    with arena.load():
        arena.wait_for_work(1000)
    arena.healed()
    prove(arena, "16 topic grown under a worker (before)")
    grow(arena, "purchases")
    wait_until_said(arena, f"topic {arena.settings.topic_prefix}purchases has {PARTITIONS + 1} partitions")
    assert stays(arena, sending=("clicks", "purchases", "feedback"))
