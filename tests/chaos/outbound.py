"""What harken has said on its topics, read to the end."""

import json
import time
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

from tests.chaos.shooter import Place

READ_WITHIN_S = 60.0
#: `consume` waits so long for as many records as it may give, so the end of a topic costs this.
LOOK_S = 0.1


class Said(NamedTuple):
    """A record of an outbound topic."""

    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: dict[str, bytes]


class Outbound:
    """Reads outbound topics of one installation.

    Parameters
    ----------
    kafka : bootstrap servers.
    prefix : of the topics.
    partitions : of each.
    """

    def __init__(self, kafka: str, prefix: str, partitions: int) -> None:
        self._kafka = kafka
        self._prefix = prefix
        self._partitions = partitions

    def alert_ids(self) -> list[str]:
        """Ids of all alerts, as often as they were said."""
        return [json.loads(said.value or b"")["id"] for said in self.read("alerts")]

    def dead_letters(self) -> list[Place]:
        """The sources of all dead letters, as often as they were said."""
        return [self.source(said) for said in self.read("dead-letters")]

    def source(self, letter: Said) -> Place:
        """Where the record is that this is the dead letter of."""
        return Place(
            letter.headers["harken-topic"].decode().removeprefix(self._prefix),
            int(letter.headers["harken-partition"]),
            int(letter.headers["harken-offset"]),
        )

    def causes(self, model: str) -> list[str]:
        """Causes of all examples of a model, as often as they were said."""
        packs = (json.loads(said.value or b"") for said in self.read("examples"))
        return [_cause(example) for pack in packs if pack["model"] == model for example in pack["examples"]]

    def documents(self) -> dict[str, dict[str, Any]]:
        """Of each customer the document of the highest version that was said."""
        found: dict[str, dict[str, Any]] = {}
        for said in self.read("customers"):
            if said.value is None:
                found.pop((said.key or b"").decode(), None)
                continue
            document = json.loads(said.value)
            if document["version"] >= found.get(document["id"], document)["version"]:
                found[document["id"]] = document
        return found

    def versions(self) -> set[str]:
        """Of the churn model, all that spoke in a document that was said."""
        scores = (json.loads(said.value)["churn"] for said in self.read("customers") if said.value)
        return {score["model"] for score in scores if score}

    def read(self, topic: str) -> list[Said]:
        """All records of a topic (short name)."""
        return list(self._records(self._prefix + topic))

    def _records(self, name: str) -> Iterator[Said]:
        consumer = Consumer({"bootstrap.servers": self._kafka, "group.id": "chaos-reader", "enable.auto.commit": False})
        try:
            bounds = [
                (number, *consumer.get_watermark_offsets(TopicPartition(name, number), timeout=READ_WITHIN_S))
                for number in range(self._partitions)
            ]
            ends = {number: end for number, start, end in bounds if end > start}
            consumer.assign([TopicPartition(name, number, OFFSET_BEGINNING) for number in ends])
            deadline_s = time.monotonic() + READ_WITHIN_S
            while ends:
                assert time.monotonic() < deadline_s, f"{name} did not come to its end: {ends}"
                messages: Sequence[Any] = consumer.consume(1000, LOOK_S)
                if messages:
                    deadline_s = time.monotonic() + READ_WITHIN_S
                for m in messages:
                    assert m.error() is None, m.error()
                    yield Said(m.partition(), m.offset(), m.key(), m.value(), dict(m.headers() or ()))
                    if m.offset() + 1 >= ends.get(m.partition(), 1 << 62):
                        del ends[m.partition()]
        finally:
            consumer.close()


def _cause(example: Any) -> str:
    return str(example[0] if isinstance(example, list) else example["cause"])
