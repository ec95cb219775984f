"""Everything outbound goes through librdkafka: produced at once, delivery awaited per batch.

aiokafka's `send` costs more than everything else in a worker together. Delivery reports are served from the event loop,
every millisecond while any are awaited: a thread would take the interpreter lock from the lanes for each of them.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from confluent_kafka import KafkaError, KafkaException, Producer
from kafka.partitioner.default import murmur2

from harken.errors import HarkenError
from harken.outbox import Message

logger = logging.getLogger(__name__)

#: What our producer takes; more than an event may have, so that the envelope of a dead letter fits.
MAX_MESSAGE_BYTES: Final = 4 * 1_048_576
MAX_QUEUED_KIB: Final = 65_536
#: How long a message waits for company, milliseconds: what a large batch says travels in fewer requests so, and in half
#: of the time. What a few events say has no company to wait for, and a lane waits for its acknowledgement.
LINGER_MS: Final = 2.0
#: Messages that are said together without waiting for more.
FEW: Final = 50
SERVE_EVERY_S: Final = 0.001
CLOSE_WITHIN_S: Final = 5.0
#: Errors that come again however often the same message is sent.
PERMANENT: Final = frozenset({
    "MSG_SIZE_TOO_LARGE", "RECORD_LIST_TOO_LARGE", "INVALID_RECORD", "INVALID_MSG", "INVALID_TIMESTAMP",
    "_KEY_SERIALIZATION", "_VALUE_SERIALIZATION",
})  # fmt: skip


class DeliveryFailed(HarkenError):
    """Some messages were not acknowledged in time, or refused; all others of the batch were acknowledged.

    `failed` has each with the broker's or librdkafka's error code name, and whether it will come again for ever.
    """

    def __init__(self, failed: Sequence[tuple[Message, str, bool]]) -> None:
        codes = sorted({f"{code} ({message.topic})" for message, code, _ in failed})
        super().__init__(f"{len(failed)} messages not delivered: {', '.join(codes)}")
        self.failed = failed


class Sender:
    """For all lanes of a worker: one producer of large batches, which waits for company, and one of small ones.

    Keys keep their order: a lane says nothing before what it said last is acknowledged.

    Parameters
    ----------
    access : librdkafka's options of how to get to the broker (`harken.kafka_access`).
    idempotence : whether the broker drops what librdkafka's retries repeat.
    delivery_timeout_s : how long a message may wait for its acknowledgement, seconds; bounds `say`.
    """

    def __init__(
        self, access: Mapping[str, Any], *, idempotence: bool = True, delivery_timeout_s: float = 30.0
    ) -> None:
        self._config: dict[str, Any] = {
            **access,
            "acks": "all",
            "enable.idempotence": idempotence,
            "compression.type": "lz4",
            "message.max.bytes": MAX_MESSAGE_BYTES,
            "queue.buffering.max.kbytes": MAX_QUEUED_KIB,
            "message.timeout.ms": int(delivery_timeout_s * 1000),
            "partitioner": "murmur2_random",  # as Java's default: see `partition_of`
            "logger": logger,
            "log.connection.close": False,
        }
        #: By how long their messages wait for company.
        self._producers: dict[float, Producer] = {}
        self._pending = 0
        self._serving: asyncio.Task[None] | None = None

    async def say(self, messages: Sequence[Message]) -> None:
        """Send all and wait until the broker has acknowledged each; raises DeliveryFailed."""
        batch = _Batch(messages)
        linger_ms = LINGER_MS if len(messages) > FEW else 0.0
        self._pending += len(messages)
        try:
            queued = 0
            while queued < len(messages):
                queued = self._queue(messages, queued, batch, linger_ms)
                self._serve()
                if queued < len(messages):  # librdkafka holds as much as it may; reports make room
                    await asyncio.sleep(SERVE_EVERY_S)
            await batch.settled.wait()
        finally:
            self._pending -= len(messages)
        if batch.failed:
            if any(code in ("_FATAL", "_DESTROY") for _, code in batch.failed):
                self._forget_producer(linger_ms)
            raise DeliveryFailed([(messages[n], code, code in PERMANENT) for n, code in sorted(batch.failed)])

    async def close(self) -> None:
        """Wait for what is on its way, within a bound, and let go of the connections."""
        if self._serving is not None:
            self._serving.cancel()
        producers = list(self._producers.values())
        self._producers.clear()
        await asyncio.gather(*(asyncio.to_thread(producer.flush, CLOSE_WITHIN_S) for producer in producers))

    def _queue(self, messages: Sequence[Message], first: int, batch: "_Batch", linger_ms: float) -> int:
        """Queue messages from this number on; returns the number of the first that found no room."""
        for n in range(first, len(messages)):
            topic, key, value, headers = messages[n]
            try:
                producer = self._producers.get(linger_ms) or self._connect(linger_ms)
                producer.produce(topic, value, key, on_delivery=partial(batch.settle, n), headers=list(headers))
            except BufferError:
                return n
            except KafkaException as refused:
                batch.settle(n, refused.args[0], None)
        return len(messages)

    def _connect(self, linger_ms: float) -> Producer:
        producer = self._producers[linger_ms] = Producer({**self._config, "linger.ms": linger_ms})
        return producer

    def _forget_producer(self, linger_ms: float) -> None:
        """After a fatal error a producer refuses everything; the next message makes a new one."""
        dead = self._producers.pop(linger_ms, None)
        if dead is None:
            return
        logger.warning("the producer met a fatal error; it is made anew")
        dead.purge()
        dead.flush(CLOSE_WITHIN_S)  # returns at once: what the other lanes still had in it is reported as purged

    def _serve(self) -> None:
        if self._serving is None or self._serving.done():
            self._serving = asyncio.create_task(self._serve_reports(), name="delivery-reports")

    async def _serve_reports(self) -> None:
        while self._pending:
            for producer in self._producers.values():
                producer.poll(0)
            await asyncio.sleep(SERVE_EVERY_S)


class _Batch:
    """Counts the reports of one `say`."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self._left = len(messages)
        self.failed: list[tuple[int, str]] = []
        self.settled = asyncio.Event()
        if not messages:
            self.settled.set()

    def settle(self, n: int, error: KafkaError | None, _message: object) -> None:
        if error is not None:
            self.failed.append((n, str(error.name())))
        self._left -= 1
        if not self._left:
            self.settled.set()


def partition_of(key: bytes, partitions: int) -> int:
    """The partition that Kafka's default partitioner (murmur2, of Java and of `Sender`) gives a key, out of so many."""
    return int((murmur2(key) & 0x7FFFFFFF) % partitions)
