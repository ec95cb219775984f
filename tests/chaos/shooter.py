"""Sends a load from a thread of its own and writes down what the broker acknowledged."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple, Self

from confluent_kafka import KafkaError, Producer

from tests.chaos.shop_load import Made

FLUSH_WITHIN_S = 60.0
BURST_S = 0.02
#: No more are sent while the broker has not acknowledged so many: after an outage the client sends partition by
#: partition, and its backlog is as disordered as it is long. Events are made ten thousand times faster than they
#: happen, so a minute's would be a week late, and a week is how long harken lets somebody act on a bad word.
MOST_WAITING = 1500


class Place(NamedTuple):
    """Where a record is: short topic, partition, offset."""

    topic: str
    partition: int
    offset: int


class Acknowledged(NamedTuple):
    """What the broker has said it has."""

    place: Place
    key: bytes | None
    value: bytes


class Shooter:
    """Sends records at a rate until it is told to stop; a context manager that stops it and waits for the broker.

    Parameters
    ----------
    kafka : bootstrap servers.
    prefix : of the topics.
    records : what to send.
    rate : records a second.
    """

    def __init__(self, kafka: str, prefix: str, records: Iterable[Made], rate: float) -> None:
        self._prefix = prefix
        self._records: Iterator[Made] = iter(records)
        self.rate = rate
        #: How often each record is sent.
        self.repeat = 1
        #: Topics whose producer is dead: their records are made and never sent.
        self.silent: frozenset[str] = frozenset()
        self._turn = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._send, name="load", daemon=True)
        self.acknowledged: list[Acknowledged] = []
        self.failed: list[str] = []
        #: What a broker without room says that it could not write. It may have: the log will tell (`Arena.settle`).
        self.doubtful: list[Made] = []
        self._producer = Producer(
            {
                "bootstrap.servers": kafka,
                "partitioner": "murmur2_random",
                "enable.idempotence": True,
                "message.max.bytes": 4_194_304,
                "message.timeout.ms": 600_000,
                "linger.ms": 5,
                "log_level": 0,
            }
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Send no more, and wait until the broker has all that was sent."""
        if self._ended.is_set():
            return
        self._ended.set()
        self._thread.join()
        self.flush()

    def stop_quietly(self) -> None:
        """Send no more; what is on its way is forgotten."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()
        self._producer.purge()

    def flush(self) -> None:
        """Wait until the broker has all."""
        left = self._producer.flush(FLUSH_WITHIN_S)
        assert not left, f"the broker did not acknowledge {left} records within {FLUSH_WITHIN_S:g} s"
        assert not self.failed, self.failed[:3]

    def burst(self, many: int) -> None:
        """Send so many at once, between the thread's; the broker's word on them comes later."""
        for _ in range(many):
            self._shoot()

    def send(self, made: Made, **where: int) -> None:
        """Send one record; waits while the client's queue is full."""
        while True:
            try:
                self._produce(made, where)
            except BufferError:
                self._producer.poll(0.05)
            else:
                self._producer.poll(0)
                return

    def _send(self) -> None:
        begun_s, sent = time.monotonic(), 0
        while not self._ended.wait(BURST_S):
            self._producer.poll(0)
            due = int((time.monotonic() - begun_s) * self.rate)
            #  After a stall the load goes on at its rate; it does not catch up.
            if due - sent > self.rate:
                begun_s, sent, due = time.monotonic(), 0, 0
            while sent < due and len(self._producer) < MOST_WAITING and not self._ended.is_set():
                self._shoot()
                sent += 1

    def _shoot(self) -> None:
        with self._turn:
            made = next(record for record in self._records if record.topic not in self.silent)
            for _ in range(self.repeat):
                self.send(made)

    def _produce(self, made: Made, where: Mapping[str, int]) -> None:
        note: Callable[..., None] = partial(self._note, made)
        self._producer.produce(self._prefix + made.topic, made.value, made.key, on_delivery=note, **where)

    def _note(self, made: Made, error: KafkaError | None, message: Any) -> None:
        if error is not None and error.code() == KafkaError.UNKNOWN:
            self.doubtful.append(made)
            return
        if error is not None:
            self.failed.append(str(error))
            return
        place = Place(made.topic, message.partition(), message.offset())
        self.acknowledged.append(Acknowledged(place, made.key, made.value))
