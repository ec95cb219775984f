"""The whole road for tests: topics of their own, events sent as an app sends them, worker processes, what came out."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from confluent_kafka import OFFSET_BEGINNING, Consumer, Producer, TopicPartition
from redis import Redis

from harken.document import CustomerDocument
from harken.events import INBOUND
from harken.glance import Glance
from harken.lag import LagReader
from harken.settings import Settings, load_settings
from harken.topics import create_topics
from tests.worker_process import HARKEN_WORKER, WorkerProcess

DONE_WITHIN_S = 90.0
PARTITIONS = 3


class Sent(NamedTuple):
    """Where a record is: short topic, partition, offset."""

    topic: str
    partition: int
    offset: int


class Read(NamedTuple):
    """A record of an outbound topic."""

    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]]


class TheRoad:
    """One installation on given services; every process ends with `close`."""

    def __init__(self, kafka: str, redis_url: str, prefix: str, folder: Path, **variables: str) -> None:
        self.environment = {
            "HARKEN_KAFKA": kafka,
            "HARKEN_REDIS": redis_url,
            "HARKEN_TOPIC_PREFIX": prefix,
            "HARKEN_INSTANCE": prefix.rstrip("."),
            "HARKEN_PARTITIONS": str(PARTITIONS),
            "HARKEN_CLOCK": "event",
            "HARKEN_SESSION_TIMEOUT_S": "6",
            "HARKEN_REBALANCE_TIMEOUT_S": "8",
            "HARKEN_METRICS_PORT": "0",
            **variables,
        }
        self.settings: Settings = load_settings(self.environment)
        self.workers: list[WorkerProcess] = []
        self._folder = folder
        self._redis_url = redis_url
        self._reader = LagReader(self.settings)
        create_topics(self.settings)

    def harken(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command line here, as somebody at a terminal would, to its end."""
        return subprocess.run(
            [sys.executable, "-m", "harken.cli", *arguments],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def send(self, records: Iterable[tuple[str, bytes | None, bytes | None]], timestamp_ms: int = 0) -> list[Sent]:
        """Send (short topic, key, value) and wait for all; records without a key go to partition 0."""
        producer = Producer(
            {
                "bootstrap.servers": self.settings.kafka,
                "partitioner": "murmur2_random",
                "message.max.bytes": 4_194_304,
            }
        )
        sent: dict[int, Sent] = {}
        prefix = self.settings.topic_prefix

        def note(number: int, error: object, message: Any) -> None:
            assert error is None, error
            sent[number] = Sent(message.topic().removeprefix(prefix), message.partition(), message.offset())

        for number, (topic, key, value) in enumerate(records):
            where = {} if key else {"partition": 0}
            stamp = {"timestamp": timestamp_ms} if timestamp_ms else {}
            producer.produce(prefix + topic, value, key, on_delivery=partial(note, number), **where, **stamp)
            producer.poll(0)
        assert producer.flush(30) == 0
        return [sent[number] for number in sorted(sent)]

    def start(self, role: str = "activity", program: Sequence[str] = HARKEN_WORKER) -> WorkerProcess:
        """Start a worker as a user does, or another program in its place."""
        log = self._folder / f"{role}-{len(self.workers)}.log"
        self.workers.append(WorkerProcess(role, self.environment, log, program))
        return self.workers[-1]

    def wait_until(self, reached: Callable[[], bool], what: str, within_s: float = DONE_WITHIN_S) -> None:
        """Ask until it is so, or fail with the logs' ends."""
        deadline_s = time.monotonic() + within_s
        while not reached():
            if time.monotonic() > deadline_s:
                logs = "\n".join(path.read_text()[-1500:] for path in sorted(self._folder.glob("*.log")))
                raise AssertionError(f"not within {within_s} s: {what}\n{logs}")
            time.sleep(0.05)

    def wait_until_applied(self) -> None:
        """Until the ledger has applied all that the broker has."""
        self.wait_until(lambda: self.left() == 0, "everything applied")

    def left(self) -> int:
        """Records of the inbound topics that no lane has applied."""
        with Glance(self.settings) as glance:
            return sum(self._reader.read(glance, "activity", INBOUND).behind.values())

    def document(self, customer: str) -> CustomerDocument | None:
        """A customer's document."""
        with Glance(self.settings) as glance:
            return glance.customers([customer])[0]

    def raw_documents(self) -> dict[str, dict[str, object]]:
        """All documents with the fold's state, by customer."""
        with Redis.from_url(self._redis_url) as store:
            keys = sorted(store.scan_iter("customer:*", count=1000))
            return {key.decode(): msgspec.json.decode(store.get(key) or b"") for key in keys}

    def read(self, topic: str) -> list[Read]:
        """All records of an outbound topic (short name)."""
        consumer = Consumer({"bootstrap.servers": self.settings.kafka, "group.id": "reader"})
        name = self.settings.topic_prefix + topic
        numbers = range(self.settings.partitions)
        bounds = {n: consumer.get_watermark_offsets(TopicPartition(name, n), timeout=10) for n in numbers}
        left = sum(end - start for start, end in bounds.values())
        consumer.assign([TopicPartition(name, n, OFFSET_BEGINNING) for n in bounds])
        found: list[Read] = []
        while left > len(found):
            for m in consumer.consume(min(500, left - len(found)), 10.0):
                assert m.error() is None, m.error()
                found.append(Read(m.partition(), m.offset(), m.key(), m.value(), m.headers() or ()))
        consumer.close()
        return sorted(found, key=lambda one: one[:2])

    def close(self) -> None:
        """End every worker."""
        self._reader.close()
        for worker in self.workers:
            if worker.running():
                worker.stop()
