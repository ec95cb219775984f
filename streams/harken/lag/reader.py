"""One look at where the broker's topics and the ledger's lanes stand, by kafka-python's admin client."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from time import monotonic, sleep
from typing import Any, Final, NamedTuple, Self, TypeVar

from kafka import TopicPartition
from kafka.admin import KafkaAdminClient, OffsetSpec
from kafka.errors import KafkaError, UnknownTopicOrPartitionError

from harken.admin import Admin
from harken.back_off import BackOff
from harken.errors import HarkenError
from harken.glance import Glance
from harken.settings import Settings

#: How long a new topic may be unknown to some of the brokers before that is worth telling.
SETTLES_WITHIN_S: Final = 3.0

T = TypeVar("T")


class NoOffsets(HarkenError):
    """The broker does not say where its topics end."""


class Position(NamedTuple):
    """One topic partition.

    Parameters
    ----------
    topic : short name.
    lane : partition.
    start, end : the log's first offset, and the next to be written.
    offset : the next to be applied, by the ledger; None where the lane never was at this topic.
    commits : the lane's batch number.
    """

    topic: str
    lane: int
    start: int
    end: int
    offset: int | None
    commits: int

    @property
    def next(self) -> int:
        """The next offset to be applied, of those that the broker still has."""
        return self.start if self.offset is None else max(self.start, self.offset)

    @property
    def lag(self) -> int:
        """Records that are not applied."""
        return max(0, self.end - self.next)


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
    """Looks at one installation, as often as asked; connects when it is first asked, and again after a fault.

    Parameters
    ----------
    settings : broker, topic names, lanes.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: KafkaAdminClient | None = None

    def __enter__(self) -> Self:
        """Nothing is connected before the first look."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the broker."""
        self.close()

    def read(self, glance: Glance, role: str, topics: Sequence[str]) -> Lag:
        """The lag of a role's topics (short names), summed up. Raises NoOffsets, NoStore."""
        positions = self.positions(glance, role, topics)
        behind = dict.fromkeys(topics, 0)
        for position in positions:
            behind[position.topic] += position.lag
        taken = {position.lane for position in positions if position.offset is not None}
        return Lag(behind, sum(position.offset or 0 for position in positions), len(taken))

    def positions(self, glance: Glance, role: str, topics: Sequence[str]) -> list[Position]:
        """Every topic partition of a role, by lane, topics in their order. Raises NoOffsets, NoStore."""
        #  The ledger first: what is applied between the two looks makes the lag larger, never less than nothing.
        lanes = glance.lanes(role)
        bounds = [(topic, lane) for lane in lanes for topic in topics]
        tps = {(topic, lane.lane): self._partition(topic, lane.lane) for topic, lane in bounds}
        starts = self._offsets(tps.values(), OffsetSpec.EARLIEST)
        ends = self._offsets(tps.values(), OffsetSpec.LATEST)
        return [
            Position(
                topic,
                lane.lane,
                starts[tps[topic, lane.lane]],
                ends[tps[topic, lane.lane]],
                lane.offsets.get(topic),
                lane.commits,
            )
            for topic, lane in bounds
        ]

    def ends_at(self, topics: Sequence[str], at_s: float) -> Mapping[tuple[str, int], int]:
        """The first offset written at or after a time (epoch seconds), by topic and lane; -1 where there is none.

        Raises NoOffsets.
        """
        tps = {(t, n): self._partition(t, n) for t in topics for n in range(self._settings.partitions)}
        found = self._offsets(tps.values(), int(at_s * 1000))
        return {key: found[tp] for key, tp in tps.items()}

    def ask(self, question: Callable[[KafkaAdminClient], T]) -> T:
        """Whatever else an admin client knows. Raises NoOffsets."""
        try:
            return question(self._admin())
        except (KafkaError, OSError, ValueError) as error:
            self.close()
            raise NoOffsets(f"no answer from Kafka at {self._settings.kafka}: {error!r}") from None

    def close(self) -> None:
        """Let go of the broker; the next look connects anew."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _partition(self, topic: str, lane: int) -> TopicPartition:
        return TopicPartition(self._settings.topic_prefix + topic, lane)

    def _offsets(self, partitions: Iterable[TopicPartition], where: Any) -> Mapping[TopicPartition, int]:
        asked = dict.fromkeys(partitions, where)
        deadline_s, back_off = monotonic() + SETTLES_WITHIN_S, BackOff()
        while True:
            try:
                found = self._admin().list_partition_offsets(asked)
                return {tp: answer.offset for tp, answer in found.items()}
            except (KafkaError, OSError, ValueError) as error:
                pause_s = back_off.failed(repr(error))
                settles = isinstance(error, UnknownTopicOrPartitionError) and monotonic() + pause_s < deadline_s
                if not settles:
                    self.close()
                    raise NoOffsets(f"no offsets from Kafka at {self._settings.kafka}: {error!r}") from None
            sleep(pause_s)

    def _admin(self) -> KafkaAdminClient:
        if self._client is None:
            self._client = Admin(self._settings, self._settings.broker_timeout_s)
        return self._client
