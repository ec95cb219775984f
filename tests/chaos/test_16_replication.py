"""16. Replication is lost: without its second broker nothing is acknowledged, and harken waits as the topics do."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.arena import Arena
from tests.chaos.conftest import MakeArena, Prove
from tests.services.local_kafka import LocalKafka

#: Two copies of everything, and no word that not both have.
TWO_COPIES = {
    "min.insync.replicas": "2",
    "offsets.topic.replication.factor": "2",
    "transaction.state.log.replication.factor": "2",
    "replica.lag.time.max.ms": "3000",
}


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[LocalKafka, LocalKafka]]:
    """Two brokers of one cluster; the first has the controller."""
    first = LocalKafka(tmp_path / "first", TWO_COPIES)
    second = LocalKafka(tmp_path / "second", TWO_COPIES, joins=first)
    try:
        first.start()
        second.start()
        yield first, second
    finally:
        second.remove()
        first.remove()


def test_without_its_second_copy_nothing_is_acknowledged_and_nothing_lost(
    pair: tuple[LocalKafka, LocalKafka], make_arena: MakeArena, prove: Prove
) -> None:
    first, second = pair
    arena: Arena = make_arena(kafka=first, HARKEN_REPLICATION="2")
    arena.start_all()
    with arena.load():
        for _ in range(2):
            arena.wait_for_work(2000)
            second.kill()
            arena.wait_until_still()
            arena.faults += 1
            second.start()
            arena.wait_for_work(500)
        arena.healed()
    prove(arena, "16 replication lost, twice")
