"""Looks all through a run whether an offset was ever committed to Kafka that the ledger has not reached."""

import threading
from typing import Self

from confluent_kafka import Consumer, KafkaException, TopicPartition

from harken.events import INBOUND
from harken.glance import Glance, NoStore
from harken.settings import Settings

EVERY_S = 0.2
TIMEOUT_S = 2.0


class Sampler:
    """Takes samples in a thread of its own: first what Kafka has as committed, then the ledger, which only grows.

    Parameters
    ----------
    settings : of the installation; the activity role's group is looked at.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._group = f"harken-{settings.instance}-activity"
        self._ended = threading.Event()
        self._sampling = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="sampler", daemon=True)
        self._rewound: set[tuple[str, int]] = set()
        self.samples = 0
        self.violations: list[str] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def store_lost(self) -> None:
        """The store is away and will come back older: of each partition the next commit rewinds Kafka's offset."""
        with self._sampling:
            self._rewound |= {(topic, n) for topic in INBOUND for n in range(self._settings.partitions)}

    def _run(self) -> None:
        consumer = Consumer({"bootstrap.servers": self._settings.kafka, "group.id": self._group, "log_level": 0})
        try:
            with Glance(self._settings, timeout_s=TIMEOUT_S) as glance:
                while not self._ended.wait(EVERY_S):
                    with self._sampling:
                        self._sample(consumer, glance)
        finally:
            consumer.close()

    def _sample(self, consumer: Consumer, glance: Glance) -> None:
        prefix = self._settings.topic_prefix
        asked = [TopicPartition(prefix + topic, n) for topic in INBOUND for n in range(self._settings.partitions)]
        try:
            committed = {
                (tp.topic.removeprefix(prefix), tp.partition): tp.offset for tp in self._committed(consumer, asked)
            }
            ledger = {(topic, lane.lane): at for lane in glance.lanes("activity") for topic, at in lane.offsets.items()}
        except (KafkaException, NoStore):
            return  # the broker or the store is what this run has taken away
        self.samples += 1
        for place, offset in committed.items():
            if offset <= ledger.get(place, 0):
                self._rewound.discard(place)
            elif place not in self._rewound:
                self.violations.append(f"{place[0]}[{place[1]}]: Kafka has {offset}, the ledger {ledger.get(place, 0)}")

    @staticmethod
    def _committed(consumer: Consumer, asked: list[TopicPartition]) -> list[TopicPartition]:
        found: list[TopicPartition] = consumer.committed(asked, timeout=TIMEOUT_S)
        return [tp for tp in found if tp.offset >= 0 and tp.error is None]
