"""Records are fetched by librdkafka, whose threads read, check and unpack them beside Python's.

aiokafka, inside Faust, keeps the group: who has which partitions, heartbeats, commits. This consumer is no member of
any: it is told partition and offset, and asked for what has come (docs/decisions/0052).
"""

import logging
from collections.abc import Collection, Mapping
from typing import Any, Final

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition
from faust.types import TP

from harken.batch import Record

logger = logging.getLogger(__name__)

#: The broker answers a fetch as soon as it has anything, and after at most so long; only then is a new seek fetched.
FETCH_MAX_WAIT_MS: Final = 20
#: While anything that was fetched is not taken, nothing more is fetched, and it is looked again after so long. So what
#: is fetched ahead is one answer, and a fetch that costs the broker half a millisecond waits for company.
FETCH_AGAIN_MS: Final = 2
#: One answer of a broker; a record that is larger comes all the same, alone.
FETCH_MAX_BYTES: Final = 8 * 1_048_576
#: A broker that says nothing for so long is connected to anew.
SOCKET_TIMEOUT_MS: Final = 20_000
#: What came of a topic partition that its lane does not want now: beyond either, no more of it is fetched.
HELD_RECORDS: Final = 4000
HELD_BYTES: Final = 1_048_576

#: What librdkafka says of an offset that is not in the log any more.
LOST: Final = frozenset({KafkaError._AUTO_OFFSET_RESET, KafkaError._LOG_TRUNCATION})

OPTIONS: Final[Mapping[str, Any]] = {
    "enable.auto.commit": False,
    "enable.auto.offset.store": False,
    "auto.offset.reset": "error",  # an offset that is gone is said and never jumped
    "enable.partition.eof": True,  # tells the position behind offsets that are no records
    "isolation.level": "read_uncommitted",
    "check.crcs": True,
    "fetch.min.bytes": 1,
    "fetch.wait.max.ms": FETCH_MAX_WAIT_MS,
    "fetch.max.bytes": FETCH_MAX_BYTES,
    "message.max.bytes": FETCH_MAX_BYTES,  # of producers, but librdkafka wants it no larger than an answer
    "queued.min.messages": 1,
    "fetch.queue.backoff.ms": FETCH_AGAIN_MS,
    "fetch.error.backoff.ms": 100,
    "reconnect.backoff.max.ms": 1000,
    "socket.timeout.ms": SOCKET_TIMEOUT_MS,
    "socket.nagle.disable": True,
    "log.connection.close": False,
}


class Run:
    """What came of one topic partition and was not taken yet, in the log's order.

    `position` is the next offset: beyond the last record's where the log holds offsets that are no records.
    `fault` says why reading stopped there, `lost` that it did because the log does not have that offset any more.
    """

    __slots__ = ("fault", "lost", "position", "records", "size", "tp")

    def __init__(self, tp: TP, position: int) -> None:
        self.tp = tp
        self.records: list[Record] = []
        self.size = 0
        self.position = position
        self.fault = ""
        self.lost = False

    @property
    def full(self) -> bool:
        """Whether no more of it should be fetched before it is taken."""
        return len(self.records) >= HELD_RECORDS or self.size >= HELD_BYTES


class Fetching:
    """One librdkafka consumer that belongs to no group. All calls are on the event loop, and none waits for the broker.

    Parameters
    ----------
    access : librdkafka's options of how to get to the broker (`harken.kafka_access`).
    group : a name that librdkafka asks for; nothing is ever committed under it.
    short_names : short names of the topics that are read, by full name; may grow.
    """

    def __init__(self, access: Mapping[str, Any], group: str, short_names: Mapping[str, str]) -> None:
        self._short = short_names
        #: Of all that is read or held; what librdkafka brings of others is dropped.
        self._runs: dict[tuple[str | None, int | None], Run] = {}
        self._came: dict[TP, Run] = {}
        self._held: set[TP] = set()
        #: What librdkafka reads now, and what it is to be told before it is asked again.
        self._assigned: set[TP] = set()
        self._to_leave: set[TP] = set()
        self._to_seek: dict[TP, int] = {}
        self._consumer = Consumer({**access, "group.id": group, **OPTIONS, "logger": logger})

    def seek(self, tp: TP, offset: int) -> None:
        """Read this partition from here on; what came of it before is dropped, and what is on its way."""
        self._forget(tp)
        self._runs[tp] = Run(tp, offset)
        self._to_seek[tp] = offset

    def leave_all(self) -> None:
        """Read nothing, and drop what came."""
        for tp in [run.tp for run in self._runs.values()]:
            self._forget(tp)
        self._tell()

    def look(self, most: int) -> Collection[TP]:
        """Take in at most so many of the records that have come; of which partitions there is something to be taken."""
        full = [tp for tp, run in self._came.items() if tp in self._assigned and run.full]
        self._held.update(full)
        self._to_leave.update(full)
        self._tell()
        for message in self._consumer.consume(most, 0):
            run = self._runs.get((message.topic(), message.partition()))
            if run is not None:
                self._put(run, message)
        return self._came

    def take(self, tp: TP, most: int) -> Run:
        """Take what came of a partition, at most so many records of it. After a fault it is not read until sought."""
        run = self._came[tp]
        if len(run.records) > most:
            part = Run(tp, run.records[most - 1].offset + 1)
            part.records, run.records = run.records[:most], run.records[most:]
            return part
        held = tp in self._held
        self._forget(tp)
        if not run.fault:
            self._runs[tp] = Run(tp, run.position)
            self._to_leave.discard(tp)
            if held:
                self._to_seek[tp] = run.position
        return run

    def end(self, tp: TP) -> int:
        """The end offset as the last fetch saw it; 0 before the first."""
        end: int = self._consumer.get_watermark_offsets(TopicPartition(*tp), cached=True)[1]
        return max(0, end)

    def close(self) -> None:
        """Let go of the broker; may take a moment."""
        self._consumer.close()

    def _forget(self, tp: TP) -> None:
        self._runs.pop(tp, None)
        self._came.pop(tp, None)
        self._held.discard(tp)
        self._to_seek.pop(tp, None)
        if tp in self._assigned:
            self._to_leave.add(tp)

    def _tell(self) -> None:
        """What is read anew is left first: of what librdkafka has of it, nothing is handed out after that."""
        leave = self._assigned & (self._to_leave | self._to_seek.keys())
        if leave:
            self._consumer.incremental_unassign([TopicPartition(*tp) for tp in leave])
        if self._to_seek:
            self._consumer.incremental_assign([TopicPartition(*tp, offset) for tp, offset in self._to_seek.items()])
        self._assigned = self._assigned - leave | self._to_seek.keys()
        self._to_leave.clear()
        self._to_seek.clear()

    def _put(self, run: Run, message: Message) -> None:
        error, offset = message.error(), message.offset() or 0
        if run.fault:
            return
        if error is None:
            if offset < run.position:
                return
            key, value = message.key(), message.value()
            short, partition = self._short[run.tp.topic], run.tp.partition
            run.records.append(Record(short, partition, offset, key, value, message.timestamp()[1]))
            run.size += len(key or b"") + len(value or b"")
            run.position = offset + 1
        elif error.code() == KafkaError._PARTITION_EOF:
            if offset <= run.position:
                return
            run.position = offset
        else:
            run.fault = error.str()
            #  What is said of an offset that was left meanwhile is no word about this one, which is read again.
            run.lost = error.code() in LOST and offset == run.position
            self._to_leave.add(run.tp)
        self._came[run.tp] = run
