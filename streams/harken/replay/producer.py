"""librdkafka for a process of its own: what replay, the simulated shop and retries send with."""

import logging
from collections.abc import Callable, Sequence
from typing import Final

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from harken.errors import HarkenError
from harken.kafka_access import for_librdkafka
from harken.partition_count import partition_count
from harken.settings import Settings

QUIET: Final = logging.getLogger("harken.replay.librdkafka")
QUIET.addHandler(logging.NullHandler())  # what it says of a fault comes as the fault, in one line
_MAX_BYTES: Final = 4_194_304


class NotDelivered(HarkenError):
    """The broker did not take what was sent."""


class KeyedProducer:
    """Sends records keyed by customer, with the partitioner of Kafka's own clients (murmur2).

    Parameters
    ----------
    settings : broker, idempotence and the longest wait for an acknowledgement (`broker_timeout_s`, three times).
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._failed: KafkaError | None = None
        self._producer = Producer(
            {
                **for_librdkafka(settings),
                "partitioner": "murmur2_random",
                "enable.idempotence": settings.producer_idempotence,
                # Without idempotence only one request in flight keeps the order when one is tried again.
                "max.in.flight.requests.per.connection": 5 if settings.producer_idempotence else 1,
                "linger.ms": 5,
                "compression.type": "lz4",
                "message.max.bytes": _MAX_BYTES,
                "message.timeout.ms": round(3 * settings.broker_timeout_s * 1000),
            },
            logger=QUIET,
        )

    def partitions(self, topic: str) -> int:
        """How many partitions the topic has. Raises BrokerSilent, NoSuchTopic."""
        return partition_count(self._producer, topic, self._settings)

    def send(
        self,
        topic: str,
        key: str | bytes | None,
        value: bytes | None,
        partition: int = -1,
        headers: Sequence[tuple[str, bytes]] = (),
    ) -> None:
        """Hand over one record; waits while the queue is full. Raises NotDelivered where an earlier one failed."""
        encoded = key.encode() if isinstance(key, str) else key
        while True:
            try:
                self._producer.produce(
                    topic, value, encoded, partition, on_delivery=self._delivered, headers=list(headers)
                )
                break
            except BufferError:
                self._producer.poll(0.1)
            except KafkaException as error:
                raise NotDelivered(f"{topic}: {error.args[0].str()}") from None
        self._producer.poll(0)
        self._complain()

    def flush(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Wait until everything is acknowledged. Raises NotDelivered."""
        while self._producer.flush(0.2):
            meanwhile()
            self._complain()
        self._complain()

    def drop(self) -> None:
        """Forget what is not yet acknowledged, at once."""
        self._producer.purge()
        self._producer.flush(0)

    def _delivered(self, error: KafkaError | None, _: Message) -> None:
        if error is not None:
            self._failed = error

    def _complain(self) -> None:
        if self._failed is not None:
            self.drop()
            raise NotDelivered(f"Kafka at {self._settings.kafka} did not take a record: {self._failed.str()}")
