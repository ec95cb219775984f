"""What every contender is told, as arguments of its process; nothing but the standard library, for any environment."""

import sys
from pathlib import Path
from typing import NamedTuple


class Task(NamedTuple):
    """Count the events of each customer, and say `{"customer": ..., "count": ...}` once for each event.

    Parameters
    ----------
    kafka : bootstrap servers, host:port.
    redis : URL of an empty database, for who needs one.
    prefix : of the topics; the events are on `<prefix>clicks`, JSON with a `customer_id`, which is the key too.
    name : of this run: consumer group and the like.
    sink : full name of the topic to say on.
    partitions : of both topics.
    folder : an empty one, for who keeps state in files.
    """

    kafka: str
    redis: str
    prefix: str
    name: str
    sink: str
    partitions: int
    folder: Path

    @property
    def source(self) -> str:
        """Full name of the topic that the events are on."""
        return f"{self.prefix}clicks"

    def environment(self) -> dict[str, str]:
        """The task in harken's settings; others do not read them."""
        return {
            "HARKEN_KAFKA": self.kafka,
            "HARKEN_REDIS": self.redis,
            "HARKEN_TOPIC_PREFIX": self.prefix,
            "HARKEN_KEY_PREFIX": f"{self.name}:",
            "HARKEN_INSTANCE": self.name,
            "HARKEN_PARTITIONS": str(self.partitions),
            "HARKEN_BROKER_TIMEOUT_S": "60",  # the machine may have company
        }

    def arguments(self) -> list[str]:
        """What `given` reads again."""
        return [str(field) for field in self]


def given() -> Task:
    """The task as this process was started with it."""
    kafka, redis, prefix, name, sink, partitions, folder = sys.argv[-len(Task._fields) :]
    return Task(kafka, redis, prefix, name, sink, int(partitions), Path(folder))
