"""A harken worker in this process: the road that `harken worker` runs, on a real Kafka and Redis, with one lane."""

import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from time import time
from typing import Any

from confluent_kafka import Producer
from faust.types import TP
from redis import Redis

from harken.lane.lane import Lane
from harken.ledger.keys import OFFSET, lane_keys
from harken.settings import Settings, load_settings
from harken.topics import topic_name
from harken.topology import Road, build
from tests.integration.transport import rig

#: The customer of all clicks, unless a test says whose they are.
ADA = "ada"


def settings_for(kafka: str, redis_url: str, prefix: str) -> Settings:
    """One lane; topics, group and keys that no other test has; a commit to Kafka every second by itself."""
    names = {"topic_prefix": prefix, "instance": prefix.rstrip("."), "key_prefix": prefix.rstrip(".") + ":"}
    bounds = {"partitions": 1, "session_timeout_s": 6, "rebalance_timeout_s": 8}
    return load_settings({}, kafka=kafka, redis=redis_url, clock="event", **names, **bounds)


@asynccontextmanager
async def worker(settings: Settings) -> AsyncIterator[Road]:
    """The road, running; what a test wants otherwise it changes before it asks for this one."""
    async with running(build(settings)) as road:
        yield road


@asynccontextmanager
async def running(road: Road) -> AsyncIterator[Road]:
    """A road that was built, started; drained and closed as a worker closes it."""
    try:
        async with rig.running(road.app):
            yield road
    finally:
        await road.sender.close()
        for ledger in road.ledgers:
            await ledger.close()


def click(settings: Settings, numbers: Iterable[int], customer: str = ADA) -> TP:
    """Send a customer's clicks, one for each number, and wait until the broker has them; says where they are."""
    tp = TP(topic_name(settings, "clicks"), 0)
    producer = Producer({"bootstrap.servers": settings.kafka, "linger.ms": 1})
    for n in numbers:
        body = {"id": f"{customer}-{n}", "customer_id": customer, "ts": round(time() * 1000), "kind": "view"}
        producer.produce(tp.topic, json.dumps({**body, "item_id": "tea"}), customer.encode(), tp.partition)
    assert producer.flush(rig.WITHIN_S) == 0
    return tp


def counted(settings: Settings, customer: str = ADA) -> int:
    """How many of the customer's clicks are in the document: lost ones are missing, doubled ones too many."""
    with Redis.from_url(settings.redis) as store:
        document = store.get(f"customer:{customer}")
    return int(json.loads(document)["activity"]["clicks"]) if document else 0


def applied(settings: Settings) -> int:
    """The next offset of the clicks that the ledger would apply."""
    with Redis.from_url(settings.redis) as store:
        offset = store.hget(lane_keys(settings.key_prefix, "activity", 0).ledger, OFFSET + "clicks")
    return int(offset or 0)


def committed(settings: Settings, tp: TP) -> int | None:
    """Where the group would begin again, as the broker has it; None before its first commit."""
    return rig.committed(settings.kafka, f"harken-{settings.instance}-activity").get(tp)


def durable(road: Road, tp: TP) -> int | None:
    """What the worker's lane would have committed to Kafka; None before there is any."""
    return road.lanes.durable().get(tp)


def lane(road: Road) -> Lane:
    """The one lane of a road that is running."""
    return road.lanes.lanes[0]


def status(road: Road) -> str:
    """What the lane says that it does or waits for."""
    return lane(road).progress.status if 0 in road.lanes.lanes else "not assigned"


def replace(owner: Any, name: str, value: object) -> None:
    """Put a fault in the place of something, on an object that ends with the test."""
    setattr(owner, name, value)
