"""Learners that share out items' neighbours, through a real Kafka and a real Redis."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from redis import Redis

from harken.recommend.shards import shard_of
from harken.sender import partition_of
from tests.road import PARTITIONS, TheRoad

ITEMS = [f"item-{n}" for n in range(30)]
SHARDS = 2


@pytest.fixture
def road(kafka: str, fresh_redis_url: str, topic_prefix: str, tmp_path: Path) -> Iterator[TheRoad]:
    #  At first every item waits for its second taking, in every learner, and through the kill.
    told = {"HARKEN_ITEM_SHARDS": str(SHARDS), "HARKEN_ITEM_LEAST_TAKINGS": "2"}
    made = TheRoad(kafka, fresh_redis_url, topic_prefix, tmp_path, **told)
    yield made
    made.close()


def clicks(first: int, count: int) -> list[tuple[str, bytes, bytes]]:
    """Of customers of one lane: then all learners are told of them in one order, and equal to the last bit."""
    names = [name for name in (f"c{n}" for n in range(60)) if partition_of(name.encode(), PARTITIONS) == 0]
    found = []
    for n in range(first, first + count):
        customer, item = names[n % len(names)], ITEMS[n * 7 % 13 if n % 3 else n // 3 % len(ITEMS)]
        event = {"id": f"e{n}", "customer_id": customer, "ts": 1_700_000_000_000 + n * 1000, "kind": "view"}
        event["item_id"] = item
        found.append(("clicks", customer.encode(), msgspec.json.encode(event)))
    return found


def held(redis_url: str, model: str) -> dict[str, bytes]:
    """What the learner of that name keeps of each item."""
    with Redis.from_url(redis_url) as store:
        marks = {key: key.decode().partition(f":{model}:item:")[2] for key in store.scan_iter("harken:learned:*")}
        return {item: store.get(key) or b"" for key, item in marks.items() if item}


def learned(redis_url: str) -> list[int]:
    """How many visits each shard has learned."""
    with Redis.from_url(redis_url) as store:
        cards = [store.hget(f"harken:model:visit-{n}-of-{SHARDS}", "visits") for n in range(SHARDS)]
        return [int(visits or 0) for visits in [store.hget("harken:model:visit", "visits"), *cards]]


def test_shards_hold_together_what_the_ranker_has_of_all_items_through_a_kill(
    road: TheRoad, fresh_redis_url: str
) -> None:
    learners = [road.start("learner") for _ in range(2)]
    road.start("activity")
    road.send(clicks(0, 300))
    road.wait_until(lambda: learned(fresh_redis_url) == [300] * 3, "all have learned the first")
    learners[0].kill()
    road.send(clicks(300, 300))
    road.start("learner")
    road.wait_until(lambda: learned(fresh_redis_url) == [600] * 3, "all have learned, and nothing twice")

    whole = held(fresh_redis_url, "visit")
    assert set(whole) == set(ITEMS)
    shards = [held(fresh_redis_url, f"visit:{number}/{SHARDS}") for number in range(SHARDS)]
    assert all(set(shard) == set(ITEMS) for shard in shards)
    assert {item: shards[shard_of(item, SHARDS)][item] for item in ITEMS} == whole
    with Redis.from_url(fresh_redis_url) as store:
        assert {key.decode() for key in store.scan_iter("harken:similar:*")} == {f"harken:similar:{i}" for i in ITEMS}
