"""What a shop sends on `harken.items` is in the store for every worker, through a real Kafka and a real Redis."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from harken.glance import Glance
from tests.road import TheRoad


@pytest.fixture
def road(kafka: str, fresh_redis_url: str, topic_prefix: str, tmp_path: Path) -> Iterator[TheRoad]:
    made = TheRoad(kafka, fresh_redis_url, topic_prefix, tmp_path)
    yield made
    made.close()


def kept(road: TheRoad, item_id: str) -> object:
    with Glance(road.settings) as glance:
        found = glance.store.get(f"{road.settings.key_prefix}item:{item_id}")
    assert found is None or isinstance(found, bytes)
    return found and msgspec.json.decode(found)


def test_the_newest_record_of_an_item_is_kept_through_a_restart_until_it_is_taken_back(road: TheRoad) -> None:
    def record(item_id: str, **said: object) -> tuple[str, bytes, bytes]:
        return "items", item_id.encode(), msgspec.json.encode({"item_id": item_id, **said})

    cups = [record(f"cup-{n}", in_stock=True) for n in range(50)]
    road.send([*cups, record("cup-7", in_stock=False), ("items", b"cup-9", b"no item")])
    learner = road.start("learner")
    road.wait_until(lambda: all(kept(road, f"cup-{n}") for n in range(50)), "items are kept")
    road.wait_until(lambda: kept(road, "cup-7") == {"item_id": "cup-7", "in_stock": False}, "the newest holds")
    learner.stop()
    road.send([record("cup-7", in_stock=True)])
    road.start("learner")
    road.wait_until(lambda: kept(road, "cup-7") == {"item_id": "cup-7", "in_stock": True}, "it is there again")
    assert kept(road, "cup-9") == {"item_id": "cup-9", "in_stock": True}
