"""A topic that a contender says on: made, watched from outside, read to the end."""

from collections.abc import Iterator
from time import monotonic, sleep
from uuid import uuid4

from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic, OffsetSpec

READ_AT_ONCE = 10_000
ANSWER_WITHIN_S = 10.0
SILENT_S = 10.0


def remove_topics(kafka: str, prefix: str) -> None:
    """Take every topic whose name begins so from the broker: what a run leaves behind is the next one's load."""
    admin = AdminClient({"bootstrap.servers": kafka})
    names = [name for name in admin.list_topics(timeout=ANSWER_WITHIN_S).topics if name.startswith(prefix)]
    for gone in (admin.delete_topics(names) if names else {}).values():
        gone.result()


class Sink:
    """One topic, of one run.

    Parameters
    ----------
    kafka : bootstrap servers.
    name : full name.
    partitions : how many, > 0.
    make : whether it is made at once; else it is there already.
    """

    def __init__(self, kafka: str, name: str, partitions: int, *, make: bool = True) -> None:
        self.name = name
        self._kafka = kafka
        self._admin = AdminClient({"bootstrap.servers": kafka})
        self._parts = [TopicPartition(name, n) for n in range(partitions)]
        if make:
            for made in self._admin.create_topics([NewTopic(name, partitions, 1)]).values():
                made.result()
        self._wait_for_leaders()

    def said(self) -> int:
        """Messages on it, as the broker counts."""
        answers = self._admin.list_offsets({part: OffsetSpec.latest() for part in self._parts})
        return sum(answer.result().offset for answer in answers.values())

    def values(self) -> Iterator[bytes]:
        """Every message's value. Raises RuntimeError where the broker stops giving them."""
        left = self.said()
        reader = Consumer({
            "bootstrap.servers": self._kafka,
            "group.id": uuid4().hex,
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
        })  # fmt: skip
        reader.assign([TopicPartition(part.topic, part.partition, 0) for part in self._parts])
        try:
            while left > 0:
                records = reader.consume(min(left, READ_AT_ONCE), SILENT_S)
                if not records:
                    raise RuntimeError(f"{self.name}: {left} messages were not given")
                left -= len(records)
                yield from (record.value() or b"{}" for record in records)
        finally:
            reader.close()

    def remove(self) -> None:
        """Take it from the broker."""
        for gone in self._admin.delete_topics([self.name]).values():
            gone.result()

    def _wait_for_leaders(self) -> None:
        """The broker has agreed; until it leads every partition, it does not answer for them."""
        deadline_s = monotonic() + SILENT_S
        while True:
            try:
                self.said()
                return
            except KafkaException:
                if monotonic() > deadline_s:
                    raise
                sleep(0.05)
