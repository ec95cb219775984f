"""A topic from its oldest record to its end as it is now: no group, nothing committed."""

from collections.abc import Iterator, Sequence
from time import monotonic
from typing import Any, Final

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, TopicPartition

from harken.errors import HarkenError
from harken.kafka_access import for_librdkafka
from harken.partition_count import partition_count
from harken.replay.producer import QUIET
from harken.settings import Settings
from harken.topics import topic_name

AT_ONCE: Final = 500


class TopicUnreadable(HarkenError):
    """The broker stopped answering, or the topic is gone, while it was read."""


def read_topic(settings: Settings, short: str, partitions: Sequence[int] | None = None) -> Iterator[bytes]:
    """The values of a topic's records, in order within each partition.

    Parameters
    ----------
    short : its short name.
    partitions : only these.

    Raises BrokerSilent, NoSuchTopic, TopicUnreadable.
    """
    name = topic_name(settings, short)
    consumer = Consumer(
        {
            **for_librdkafka(settings),
            "group.id": "harken-report",  # librdkafka asks for a name; nothing is committed under it
            "enable.auto.commit": False,
            "enable.partition.eof": True,
            "fetch.wait.max.ms": 100,
        },
        logger=QUIET,
    )
    try:
        numbers = range(partition_count(consumer, name, settings)) if partitions is None else partitions
        yield from _values(consumer, name, numbers, settings.broker_timeout_s)
    finally:
        consumer.close()


def _values(consumer: Consumer, name: str, partitions: Sequence[int], wait_s: float) -> Iterator[bytes]:
    ends = {n: end for n in partitions if (end := _end(consumer, name, n, wait_s))}
    consumer.assign([TopicPartition(name, n, OFFSET_BEGINNING) for n in ends])
    heard_s = monotonic()
    while ends:
        for message in consumer.consume(AT_ONCE, 0.2):
            heard_s, n = monotonic(), message.partition()
            value = _value(message)
            if n in ends and value is not None:
                yield value
            if message.error() is not None or (n in ends and message.offset() >= ends[n] - 1):
                ends.pop(n, None)
        if monotonic() - heard_s > wait_s:
            raise TopicUnreadable(f"{name}: nothing came within {wait_s:g} s")


def _value(message: Any) -> bytes | None:
    """A record's value; None of the word that the end is reached, and of a tombstone. Raises TopicUnreadable."""
    error = message.error()
    if error is None:
        value: bytes | None = message.value()
        return value
    if error.code() == KafkaError._PARTITION_EOF:
        return None
    raise TopicUnreadable(f"{message.topic()}: {error.str()}")


def _end(consumer: Consumer, name: str, partition: int, wait_s: float) -> int:
    """The end of a partition; 0 where it is empty."""
    try:
        start, end = consumer.get_watermark_offsets(TopicPartition(name, partition), wait_s)
    except KafkaException as error:
        raise TopicUnreadable(f"{name}: {error.args[0].str()}") from None
    return int(end) if end > start else 0
