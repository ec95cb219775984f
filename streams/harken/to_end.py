"""Reading a topic from outside, from some offsets to its end as it is now: no group, nothing committed."""

from collections.abc import Iterator, Mapping
from time import monotonic
from typing import Any, Final, Self

from confluent_kafka import OFFSET_BEGINNING, OFFSET_END, Consumer, KafkaError, KafkaException, TopicPartition

from harken.errors import HarkenError
from harken.kafka_access import for_librdkafka
from harken.partition_count import partition_count
from harken.replay.producer import QUIET
from harken.settings import Settings
from harken.topics import topic_name

AT_ONCE: Final = 500


class TopicUnreadable(HarkenError):
    """The broker stopped answering, or the topic is gone, while it was read."""


class ToEnd:
    """One topic.

    Parameters
    ----------
    settings : broker, topic prefix, longest wait.
    short : the topic's short name.

    Raises BrokerSilent, NoSuchTopic.
    """

    def __init__(self, settings: Settings, short: str) -> None:
        self.topic = topic_name(settings, short)
        self._wait_s = settings.broker_timeout_s
        self._consumer = Consumer(
            {
                **for_librdkafka(settings),
                "group.id": "harken-to-end",  # librdkafka asks for a name; nothing is committed under it
                "enable.auto.commit": False,
                "enable.partition.eof": True,
                "fetch.wait.max.ms": 100,
            },
            logger=QUIET,
        )
        self.partitions = range(partition_count(self._consumer, self.topic, settings))

    def __enter__(self) -> Self:
        """Ready since it was made."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the broker."""
        self.close()

    def close(self) -> None:
        """Let go of the broker."""
        self._consumer.close()

    def begin(self, since_ms: int | None = None) -> Mapping[int, int]:
        """The first offsets to read, by partition: of this time (epoch ms), or of all. Raises TopicUnreadable."""
        if since_ms is None:
            return dict.fromkeys(self.partitions, OFFSET_BEGINNING)
        asked = [TopicPartition(self.topic, n, since_ms) for n in self.partitions]
        try:
            found = self._consumer.offsets_for_times(asked, timeout=self._wait_s)
        except KafkaException as error:
            raise TopicUnreadable(f"{self.topic}: {error.args[0].str()}") from None
        return {tp.partition: tp.offset for tp in found if tp.offset != OFFSET_END}

    def read(self, begin: Mapping[int, int]) -> Iterator[Any]:
        """Every message from these offsets to the ends as they are now. Raises TopicUnreadable."""
        ends = {n: end for n in begin if n in self.partitions and (end := self._end(n)) > begin[n]}
        self._consumer.assign([TopicPartition(self.topic, n, begin[n]) for n in ends])
        heard_s = monotonic()
        while ends:
            for message in self._consumer.consume(AT_ONCE, 0.2):
                heard_s = monotonic()
                n = message.partition()
                if not _is_record(message):
                    ends.pop(n, None)
                elif n in ends:
                    yield message
                    if message.offset() >= ends[n] - 1:
                        del ends[n]
            if monotonic() - heard_s > self._wait_s:
                raise TopicUnreadable(f"{self.topic}: nothing came within {self._wait_s:g} s")

    def _end(self, partition: int) -> int:
        """The end of a partition; 0 where it is empty."""
        try:
            start, end = self._consumer.get_watermark_offsets(TopicPartition(self.topic, partition), self._wait_s)
        except KafkaException as error:
            raise TopicUnreadable(f"{self.topic}: {error.args[0].str()}") from None
        return int(end) if end > start else 0


def read_values(settings: Settings, short: str, partition: int | None = None) -> Iterator[bytes]:
    """The values of all a topic's records, in order within each partition.

    Parameters
    ----------
    short : its short name.
    partition : only this one.

    Raises BrokerSilent, NoSuchTopic, TopicUnreadable.
    """
    with ToEnd(settings, short) as topic:
        begin = topic.begin()
        wanted = begin if partition is None else {n: at for n, at in begin.items() if n == partition}
        for message in topic.read(wanted):
            value: bytes | None = message.value()
            if value is not None:
                yield value


def _is_record(message: Any) -> bool:
    """Whether it is one, and not the word that the end is reached. Raises TopicUnreadable."""
    error = message.error()
    if error is None:
        return True
    if error.code() == KafkaError._PARTITION_EOF:
        return False
    raise TopicUnreadable(f"{message.topic()}: {error.str()}")
