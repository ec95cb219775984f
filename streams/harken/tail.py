"""Following a topic from outside: no group, nothing committed."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from confluent_kafka import Consumer, KafkaError, TopicPartition

from harken.errors import HarkenError
from harken.partition_count import partition_count
from harken.replay.producer import QUIET
from harken.settings import Settings

_EARLIEST: Final = -2
_LATEST: Final = -1


class NoTopic(HarkenError):
    """A topic that cannot be followed any more."""


class Heard(NamedTuple):
    """One record."""

    key: bytes | None
    value: bytes | None
    partition: int
    offset: int


class Tail:
    """All partitions of one topic, from the start or from now on.

    Parameters
    ----------
    settings : broker and longest wait for it.
    topic : full name.
    from_start : whether to begin with the oldest record.

    Raises BrokerSilent, NoSuchTopic.
    """

    def __init__(self, settings: Settings, topic: str, *, from_start: bool) -> None:
        self._timeout_s = settings.broker_timeout_s
        self._consumer = Consumer(
            {
                "bootstrap.servers": settings.kafka,
                # A name that librdkafka asks for; nothing is ever committed under it.
                "group.id": "harken-tail",
                "enable.auto.commit": False,
                "fetch.wait.max.ms": 100,
            },
            logger=QUIET,
        )
        where = _EARLIEST if from_start else _LATEST
        count = partition_count(self._consumer, topic, settings)
        self._consumer.assign([TopicPartition(topic, n, where) for n in range(count)])

    def hear(self, wait_s: float, most: int = 500) -> Iterator[Heard]:
        """What has come, at most so many, waiting at most so long for the first. Raises NoTopic."""
        for message in self._consumer.consume(most, wait_s):
            error = message.error()
            if error is None:
                yield Heard(message.key(), message.value(), message.partition() or 0, message.offset() or 0)
            elif not error.retriable() and error.code() != KafkaError._PARTITION_EOF:
                raise NoTopic(f"{message.topic()}: {error.str()}")

    def close(self) -> None:
        """Let go of the broker."""
        self._consumer.close()
