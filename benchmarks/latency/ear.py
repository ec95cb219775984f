"""The one who listens: when each event's answer was there for a consumer to read.

    python -m benchmarks.latency.ear KAFKA TOPIC SHOTS EVENTS FOUND

Reads the whole topic, and goes on until every answer has come or none for a while. `FOUND` gets an array of one time
for each event (numpy, float64, seconds of the monotonic clock; NaN where no answer came). An answer that comes twice
counts when it came first.
"""

import sys
from math import nan
from time import monotonic
from typing import Final

import numpy as np
from confluent_kafka import Consumer, TopicPartition
from numpy.typing import NDArray

from benchmarks.latency.shots import SHOTS

SILENT_S: Final = 20.0


def listen(kafka: str, topic: str, shots: str, events: int) -> NDArray[np.float64]:
    """Times of arrival by event."""
    consumer = Consumer({
        "bootstrap.servers": kafka,
        "group.id": "ear",
        "enable.auto.commit": False,
        "auto.offset.reset": "earliest",
        "fetch.wait.max.ms": 10,
    })  # fmt: skip
    parts = consumer.list_topics(topic, timeout=SILENT_S).topics[topic].partitions
    consumer.assign([TopicPartition(topic, part, 0) for part in parts])
    wanted = -(-events // SHOTS[shots].asked_every)
    try:
        return hear(consumer, shots, events, wanted)
    finally:
        consumer.close()


def hear(consumer: Consumer, shots: str, events: int, wanted: int) -> NDArray[np.float64]:
    """Read until `wanted` answers are there, or nothing comes any more."""
    found, answers, heard = np.full(events, nan), SHOTS[shots].answers, 0
    since_s = monotonic()
    while heard < wanted and monotonic() - since_s < SILENT_S:
        message = consumer.poll(0.1)
        if message is None or message.error() is not None:
            continue
        at_s = monotonic()
        number = answers(message.value() or b"")
        if number is not None and np.isnan(found[number]):
            found[number] = at_s
            heard += 1
            since_s = at_s
    return found


def main(kafka: str, topic: str, shots: str, events: str, found: str) -> None:
    """Listen, then write what was heard."""
    np.save(found, listen(kafka, topic, shots, int(events)))


if __name__ == "__main__":
    main(*sys.argv[1:])
