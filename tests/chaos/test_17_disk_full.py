"""17. The disk of the broker's log is full: the broker stops, and goes on when there is room again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.conftest import MakeArena, Prove
from tests.chaos.small_disk import SmallDisk, small_disk
from tests.services.child import ServiceFailed
from tests.services.local_kafka import LocalKafka


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A small one."""
    try:
        with small_disk(tmp_path / "disk") as mounted:
            yield mounted
    except ServiceFailed as failed:
        pytest.skip(str(failed))


@pytest.fixture
def cramped_kafka(disk: SmallDisk) -> Iterator[LocalKafka]:
    """A broker whose log is on the small disk."""
    broker = LocalKafka(disk.folder / "kafka")
    broker.start()
    yield broker
    broker.remove()


def test_a_full_disk_stops_the_broker_and_loses_nothing(
    disk: SmallDisk, cramped_kafka: LocalKafka, make_arena: MakeArena, prove: Prove
) -> None:
    arena = make_arena(kafka=cramped_kafka)
    arena.start_all()
    with arena.load():
        for _ in range(2):
            arena.wait_for_work(arena.random.randint(1000, 2000))
            disk.fill()
            arena.wait_until(lambda: not cramped_kafka.running(), "the broker gives up")
            arena.faults += 1
            disk.empty()
            cramped_kafka.kill()
            cramped_kafka.start()
            arena.wait_for_work(500)
        arena.healed()
    prove(arena, "17 the broker's disk is full, twice")
