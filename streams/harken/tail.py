"""Following a topic from outside: no group, nothing committed."""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from confluent_kafka import Consumer, KafkaError, TopicPartition

from harken.back_off import BackOff
from harken.errors import HarkenError
from harken.kafka_access import for_librdkafka
from harken.partition_count import partition_count
from harken.replay.producer import QUIET
from harken.settings import Settings

_EARLIEST: Final = -2
_LATEST: Final = -1
SILENT: Final = "no broker answers"


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
    complain : told when no broker answers any more, once a minute as long as that lasts.

    Raises BrokerSilent, NoSuchTopic.
    """

    def __init__(
        self,
        settings: Settings,
        topic: str,
        *,
        from_start: bool,
        complain: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._complain = complain
        self._silence = BackOff()
        self._timeout_s = settings.broker_timeout_s
        self._consumer = Consumer(
            {
                **for_librdkafka(settings),
                # A name that librdkafka asks for; nothing is ever committed under it.
                "group.id": "harken-tail",
                "enable.auto.commit": False,
                "fetch.wait.max.ms": 100,
                "error_cb": self._trouble,
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
                self._silence.succeeded()
                yield Heard(message.key(), message.value(), message.partition() or 0, message.offset() or 0)
            elif not error.retriable() and error.code() != KafkaError._PARTITION_EOF:
                raise NoTopic(f"{message.topic()}: {error.str()}")

    def _trouble(self, error: KafkaError) -> None:
        """librdkafka goes on trying by itself; that it does is said."""
        if error.code() == KafkaError._ALL_BROKERS_DOWN:
            #  Its own words count brokers, now "0/2 brokers are down" and then "1/1": one silence would be two.
            self._silence.failed(SILENT)
            if self._silence.is_news:
                self._complain(SILENT)

    def close(self) -> None:
        """Let go of the broker."""
        self._consumer.close()
