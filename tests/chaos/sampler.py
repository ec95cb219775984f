"""Looks all through a run whether an offset was ever committed to Kafka that the ledger has not reached."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Self

from confluent_kafka import Consumer, KafkaException, TopicPartition

from harken.events import INBOUND
from harken.glance import Glance, LaneGlance, NoStore
from harken.settings import Settings

EVERY_S = 0.2
TIMEOUT_S = 2.0
Place = tuple[str, int]


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
        #: May be ahead: what was committed to a store that has lost it is in Kafka until the lane commits again.
        self._rewound: set[Place] = set()
        #: Commits of each lane when it was first seen after the loss.
        self._commits: dict[int, int] = {}
        self.samples = 0
        self.violations: list[str] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    @contextmanager
    def store_lost(self) -> Iterator[None]:
        """The store comes back older from what is done here: no sample is taken meanwhile."""
        with self._sampling:
            yield
            self._rewound |= {(topic, n) for topic in INBOUND for n in range(self._settings.partitions)}
            self._commits.clear()

    def judge(self, committed: Mapping[Place, int], lanes: Sequence[LaneGlance]) -> None:
        """One sample: Kafka's offsets and then the ledger's lanes.

        A lane that does not know of the loss yet may still commit to Kafka what it applied before. Its next commit to
        the ledger shows that it knows; what it commits to Kafka from then on the ledger has.
        """
        self.samples += 1
        knows = {lane.lane for lane in lanes if lane.commits > self._commits.setdefault(lane.lane, lane.commits)}
        ledger = {(topic, lane.lane): at for lane in lanes for topic, at in lane.offsets.items()}
        for place, offset in committed.items():
            reached = ledger.get(place, 0)
            if offset <= reached:
                if place[1] in knows:
                    self._rewound.discard(place)
            elif place not in self._rewound:
                self.violations.append(f"{place[0]}[{place[1]}]: Kafka has {offset}, the ledger {reached}")

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
            lanes = glance.lanes("activity")
        except (KafkaException, NoStore):
            return  # the broker or the store is what this run has taken away
        self.judge(committed, lanes)

    @staticmethod
    def _committed(consumer: Consumer, asked: list[TopicPartition]) -> list[TopicPartition]:
        found: list[TopicPartition] = consumer.committed(asked, timeout=TIMEOUT_S)
        return [tp for tp in found if tp.offset >= 0 and tp.error is None]
