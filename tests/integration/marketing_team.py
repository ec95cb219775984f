"""The example of a consumer as a process, its database, and what the broker knows of it."""

import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka import Message as Received

from harken.alert import Alert
from harken.events import RECEIPTS
from harken.settings import Settings
from harken.topics import topic_name
from tests.worker_process import WorkerProcess

EXAMPLE = Path(__file__).parents[2] / "examples" / "marketing_automation.py"
GROUP = "marketing"
PARTITIONS = 3
WITHIN_S = 60.0
NOT_YET = {"NOT_LEADER_FOR_PARTITION", "NOT_COORDINATOR", "COORDINATOR_LOAD_IN_PROGRESS", "COORDINATOR_NOT_AVAILABLE"}

Answer = TypeVar("Answer")


class Said(NamedTuple):
    """A record on the alerts' topic: where it is, and of which alert."""

    partition: int
    offset: int
    alert_id: str


def ask(question: Callable[[], Answer]) -> Answer:
    """Ask again while a broker that has just made a topic or a group does not lead it yet."""
    deadline_s = time.monotonic() + WITHIN_S
    while True:
        try:
            return question()
        except KafkaException as error:
            if error.args[0].name() not in NOT_YET or time.monotonic() > deadline_s:
                raise


class Team:
    """The example as a process, its database, and what the broker knows of it."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings = settings
        self.database = folder / "marketing.sqlite"
        self.alerts, self.receipts = topic_name(settings, "alerts"), topic_name(settings, RECEIPTS)
        self._log = folder / "marketing.log"
        self._producer = Producer({"bootstrap.servers": settings.kafka, "partitioner": "murmur2_random"})
        self._consumer = Consumer({"bootstrap.servers": settings.kafka, "group.id": settings.topic_prefix + GROUP})

    def start(self, *program: str) -> WorkerProcess:
        """A process, run by another program or by itself; its last argument, the member's name, is always the same."""
        options = ["--kafka", self.settings.kafka, "--prefix", self.settings.topic_prefix]
        options += ["--group", self.settings.topic_prefix + GROUP, "--database", str(self.database), "--member"]
        return WorkerProcess(GROUP, {}, self._log, [*program, str(EXAMPLE), *options])

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of its database; none before it has made its tables."""
        with closing(sqlite3.connect(self.database, timeout=30)) as database:
            try:
                return database.execute(sql).fetchall()
            except sqlite3.OperationalError as error:
                if "no such table" in str(error):
                    return []
                raise

    def say(self, alerts: Sequence[Alert]) -> list[Said]:
        """Alerts as harken says them, and where they are then."""
        said: list[Said] = []

        def note(alert_id: str, error: object, record: Any) -> None:
            assert error is None, error
            said.append(Said(record.partition(), record.offset(), alert_id))

        for alert in alerts:
            value, key = msgspec.json.encode(alert), alert.subject.encode()
            self._producer.produce(self.alerts, value, key, on_delivery=partial(note, alert.id))
        assert self._producer.flush(30) == 0
        return said

    def say_nonsense(self) -> None:
        """Records that are no alerts."""
        for value in (b"", None, b"not json", b"[]", b"{}", b'{"id":"1","subject":"ada","data":{}}'):
            self._producer.produce(self.alerts, value, b"c-1")
        assert self._producer.flush(30) == 0

    def ends(self, topic: str) -> list[int]:
        """Where each partition of a topic ends."""
        each = [TopicPartition(topic, n) for n in range(PARTITIONS)]
        return ask(lambda: [self._consumer.get_watermark_offsets(one, timeout=10)[1] for one in each])

    def committed(self) -> list[int]:
        """The group's offset in each partition of the alerts."""
        each = [TopicPartition(self.alerts, n) for n in range(PARTITIONS)]
        return [max(0, one.offset) for one in ask(lambda: self._consumer.committed(each, timeout=10))]

    def told(self) -> list[Received]:
        """All records on the receipts' topic."""
        left = sum(self.ends(self.receipts))
        self._consumer.assign([TopicPartition(self.receipts, n, OFFSET_BEGINNING) for n in range(PARTITIONS)])
        found: list[Received] = []
        while len(found) < left:
            found += self._consumer.consume(left - len(found), 10.0)
        assert all(record.error() is None for record in found)
        self._consumer.unassign()
        return found

    def close(self) -> None:
        """Let go of the broker."""
        self._consumer.close()
