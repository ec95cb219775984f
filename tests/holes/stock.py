"""Stock Faust 0.15.3, as its users run it: an app in this process, with Faust's own transport, on a real broker."""

import asyncio
from tempfile import gettempdir
from typing import Any

import faust
from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic
from faust.types import TP

from tests.integration.transport import rig

WITHIN_S = 20.0
#: Commits happen when a test asks for one, not when a timer comes round.
NEVER_S = 3600.0


def stock_app(kafka: str, name: str, **options: Any) -> Any:
    """An app of the group `name`; all that a test does not decide is Faust's default."""
    given: dict[str, Any] = {"broker_commit_interval": NEVER_S, "broker_heartbeat_interval": 0.2}
    given |= {"broker_session_timeout": 6.0, "web_enabled": False, "topic_allow_declare": False}
    #  Without a place for its data it leaves a folder where the tests were started.
    given |= {"topic_disable_leader": True, "datadir": gettempdir()}
    return faust.App(name, broker=f"aiokafka://{kafka}", store="memory://", **{**given, **options})


def raw(app: Any, topic: str) -> Any:
    """A topic whose values are the bytes that were sent."""
    return app.topic(topic, value_serializer="raw", key_serializer="raw")


def make_topic(kafka: str, name: str, **config: str) -> TP:
    """Make a topic of one partition and wait until it is there."""
    admin = AdminClient({"bootstrap.servers": kafka})
    admin.create_topics([NewTopic(name, 1, 1, config=config)])[name].result(WITHIN_S)
    return TP(name, 0)


def send(kafka: str, tp: TP, count: int, start: int = 0) -> None:
    """Send numbers, as text."""
    rig.produce(kafka, rig.numbered(tp, count, start))


def committed(kafka: str, app: Any, tp: TP) -> int | None:
    """Where the app's group would begin again, as the broker has it; None before its first commit."""
    consumer = Consumer({"bootstrap.servers": kafka, "group.id": app.conf.id})
    try:
        (found,) = consumer.committed([TopicPartition(tp.topic, tp.partition)], timeout=WITHIN_S)
        return None if found.offset < 0 else int(found.offset)
    finally:
        consumer.close()


async def commits(kafka: str, app: Any, tp: TP, offset: int) -> bool:
    """Commit again and again, as Faust's timer does, until the broker has this offset; fails when it never has."""
    async with asyncio.timeout(WITHIN_S):
        while await asyncio.to_thread(committed, kafka, app, tp) != offset:
            await app.consumer.commit()
    return True


def records(kafka: str, topic: str, partition: int = 0) -> int:
    """How many records a partition has."""
    consumer = Consumer({"bootstrap.servers": kafka, "group.id": "reader"})
    try:
        first, end = consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=WITHIN_S)
        return int(end - first)
    finally:
        consumer.close()
