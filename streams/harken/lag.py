"""Lag: how far the ledger is behind the broker, asked of both, never of a worker."""

from collections.abc import Mapping, Sequence
from time import monotonic, sleep
from typing import Final, NamedTuple

from confluent_kafka import KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from harken.errors import HarkenError
from harken.glance import Glance
from harken.replay.producer import QUIET
from harken.settings import Settings

#: How long a topic's partitions may be between leaders before that is worth telling.
SETTLES_WITHIN_S: Final = 3.0
PASSING: Final = frozenset({KafkaError.NOT_LEADER_FOR_PARTITION, KafkaError.LEADER_NOT_AVAILABLE})


class NoOffsets(HarkenError):
    """The broker does not say where its topics end."""


class Lag(NamedTuple):
    """One role's topics.

    Parameters
    ----------
    behind : records not yet applied, by topic (short name).
    applied : records that the ledger's offsets count, over all topics.
    lanes : how many of the role's lanes were ever taken.
    """

    behind: Mapping[str, int]
    applied: int
    lanes: int


class LagReader:
    """Measures the lag of one installation, as often as asked.

    Parameters
    ----------
    settings : broker, topic names, lanes.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._admin = AdminClient({"bootstrap.servers": settings.kafka}, logger=QUIET)

    def read(self, glance: Glance, role: str, topics: Sequence[str]) -> Lag:
        """The lag of a role's topics (short names). Raises NoOffsets, NoStore."""
        bounds = self._bounds(topics)
        lanes = glance.lanes(role)
        behind = dict.fromkeys(topics, 0)
        applied = 0
        for lane in lanes:
            for topic in topics:
                start, end = bounds[topic, lane.lane]
                position = max(start, lane.offsets.get(topic, start))
                behind[topic] += max(0, end - position)
                applied += lane.offsets.get(topic, 0)
        return Lag(behind, applied, sum(1 for lane in lanes if lane.offsets))

    def _bounds(self, topics: Sequence[str]) -> dict[tuple[str, int], tuple[int, int]]:
        partitions = [
            (topic, n, TopicPartition(self._settings.topic_prefix + topic, n))
            for topic in topics
            for n in range(self._settings.partitions)
        ]
        starts = self._offsets([tp for _, _, tp in partitions], OffsetSpec.earliest())
        ends = self._offsets([tp for _, _, tp in partitions], OffsetSpec.latest())
        return {(topic, n): (starts[tp.topic, n], ends[tp.topic, n]) for topic, n, tp in partitions}

    def _offsets(self, partitions: list[TopicPartition], where: OffsetSpec) -> dict[tuple[str, int], int]:
        deadline_s = monotonic() + SETTLES_WITHIN_S
        while True:
            try:
                return self._ask(partitions, where)
            except (KafkaException, TimeoutError) as error:
                if monotonic() > deadline_s or not _passes(error):
                    raise NoOffsets(f"no end offsets from Kafka at {self._settings.kafka}: {error}") from None
            sleep(0.1)

    def _ask(self, partitions: list[TopicPartition], where: OffsetSpec) -> dict[tuple[str, int], int]:
        timeout_s = self._settings.broker_timeout_s
        asked = self._admin.list_offsets(dict.fromkeys(partitions, where), request_timeout=timeout_s)
        return {(tp.topic, tp.partition): answer.result(timeout_s).offset for tp, answer in asked.items()}


def _passes(error: Exception) -> bool:
    """Leaders move and new topics settle: errors that are over after a moment."""
    return isinstance(error, KafkaException) and bool(error.args[0].retriable() or error.args[0].code() in PASSING)
