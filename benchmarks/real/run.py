"""One replay of a file through real services: topics, worker processes, kills, and what is left at the end."""

import random
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast

import msgspec
from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition
from redis import Redis

from harken.events import INBOUND
from harken.glance import Glance
from harken.lag import LagReader
from harken.replay.formats import reader
from harken.replay.report import Report
from harken.replay.send import replay
from harken.settings import Settings, load_settings
from harken.topics import create_topics
from tests.worker_process import WorkerProcess

WORKERS = 2
DONE_WITHIN_S = 2400.0


class Services(NamedTuple):
    """Where the broker and the store are; each run takes a database of its own."""

    kafka: str
    redis: str


class Run:
    """One replay, from empty topics to the last document.

    Parameters
    ----------
    name : prefix of topics, instance, log files.
    database : the store's database number, emptied first.
    step_s : event seconds of a step, 0 for full speed.
    """

    def __init__(self, services: Services, name: str, database: int, folder: Path, step_s: float) -> None:
        self.name = name
        self.folder = folder
        self.url = services.redis.rsplit("/", 1)[0] + f"/{database}"
        self.environment = {
            "HARKEN_KAFKA": services.kafka,
            "HARKEN_REDIS": self.url,
            "HARKEN_TOPIC_PREFIX": f"{name}.",
            "HARKEN_INSTANCE": name,
            "HARKEN_CLOCK": "event",
            "HARKEN_STEP_S": str(step_s),
            "HARKEN_SESSION_TIMEOUT_S": "6",
            "HARKEN_REBALANCE_TIMEOUT_S": "10",
            "HARKEN_BROKER_TIMEOUT_S": "60",  # the machine may have company
        }
        self.settings: Settings = load_settings(self.environment)
        self.report: Report | None = None
        self.took_s = 0.0
        Redis.from_url(self.url).flushdb()
        create_topics(self.settings)

    def fill(self, path: Path) -> Report:
        """Send the whole file, with ticks, before any worker runs: then the merge is exact."""
        self.report = replay(self.settings, reader(path)(path))
        return self.report

    def work(self, kills: int = 0, seed: int = 1) -> None:
        """Run two workers and a learner until nothing is left; `kill -9` an activity worker so many times."""
        started_s = time.monotonic()
        workers = [self._worker("activity", n) for n in range(WORKERS)] + [self._worker("learner", 0)]
        rng = random.Random(seed)
        total = self._left()
        marks = sorted(rng.uniform(0.05, 0.9) * total for _ in range(kills))
        try:
            while (left := self._left()) > 0:
                for worker in workers:
                    worker.check()
                if marks and total - left >= marks[0]:
                    marks.pop(0)
                    victim = rng.randrange(WORKERS)
                    workers[victim].kill()
                    workers[victim] = self._worker("activity", victim)
                if time.monotonic() - started_s > DONE_WITHIN_S:
                    raise TimeoutError(f"{self.name}: {left} records left after {DONE_WITHIN_S} s")
                time.sleep(0.2)
            self.took_s = time.monotonic() - started_s
        finally:
            for worker in workers:
                worker.stop()

    def documents(self) -> dict[str, dict[str, Any]]:
        """Every customer document, by customer."""
        store = Redis.from_url(self.url)
        keys = sorted(store.scan_iter("customer:*", count=1000))
        values = [
            value for at in range(0, len(keys), 500) for value in cast(list[bytes], store.mget(keys[at : at + 500]))
        ]
        return {
            key.decode().removeprefix("customer:"): msgspec.json.decode(value)
            for key, value in zip(keys, values, strict=True)
        }

    def card(self, model: str) -> Mapping[str, str]:
        """The model's card in the store."""
        key = f"{self.settings.key_prefix}model:{model}"
        fields = cast(dict[bytes, bytes], Redis.from_url(self.url).hgetall(key))
        return {name.decode(): value.decode() for name, value in fields.items()}

    def records(self, topic: str) -> list[tuple[int, int, bytes | None, bytes | None]]:
        """All records of a topic (short name): partition, offset, key, value."""
        consumer = Consumer({"bootstrap.servers": self.settings.kafka, "group.id": "reader"})
        name = self.settings.topic_prefix + topic
        ends = {}
        for n in range(self.settings.partitions):
            _, ends[n] = consumer.get_watermark_offsets(TopicPartition(name, n), timeout=10)
        consumer.assign([TopicPartition(name, n, OFFSET_BEGINNING) for n in ends])
        left = sum(ends.values())
        found = []
        while left:
            for message in consumer.consume(min(1000, left), 10.0):
                if message.error() is None:
                    found.append((message.partition(), message.offset(), message.key(), message.value()))
                    left -= 1
        consumer.close()
        return sorted(found, key=lambda record: record[:2])

    def _left(self) -> int:
        with LagReader(self.settings) as reader, Glance(self.settings) as glance:
            return sum(reader.read(glance, "activity", INBOUND).behind.values())

    def _worker(self, role: str, n: int) -> WorkerProcess:
        return WorkerProcess(role, self.environment, self.folder / f"{self.name}-{role}-{n}.log")
