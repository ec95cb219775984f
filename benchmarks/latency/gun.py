"""The one who sends: event n leaves at start + n / rate, whatever has become of those before (an open loop).

    python -m benchmarks.latency.gun KAFKA PREFIX SHOTS RATE EVENTS REPORT

A system that stalls is asked on, and each event's latency counts from when it was due, not from when it got through:
no coordinated omission (Tene 2013, "How NOT to measure latency"). `REPORT` gets when it started (monotonic clock,
seconds) and how late it was itself, at worst.
"""

import json
import sys
from pathlib import Path
from time import monotonic, sleep, time
from typing import Final

from confluent_kafka import Producer

from benchmarks.latency.shots import SHOTS

#: It looks at the clock so often.
LOOK_EVERY_S: Final = 0.001
FLUSH_WITHIN_S: Final = 60.0


def new_producer(kafka: str) -> Producer:
    """Sends at once, and waits for the broker's word."""
    return Producer({
        "bootstrap.servers": kafka,
        "partitioner": "murmur2_random",
        "linger.ms": 0,
        "queue.buffering.max.messages": 1_000_000,
    })  # fmt: skip


def fire(kafka: str, prefix: str, shots: str, rate: float, events: int) -> dict[str, float]:
    """Send them all; start and the latest departure, seconds. Raises RuntimeError where some did not arrive."""
    shot, producer = SHOTS[shots].shot, new_producer(kafka)
    producer.list_topics(timeout=FLUSH_WITHIN_S)  # the first to be sent does not wait for a connection
    started_s, offset_s, n, late_s = monotonic(), time() - monotonic(), 0, 0.0
    while n < events:
        now_s = monotonic()
        due = min(events, int((now_s - started_s) * rate) + 1)
        if n < due:
            late_s = max(late_s, now_s - started_s - n / rate)
        for number in range(n, due):
            topic, customer, value = shot(number, round((started_s + number / rate + offset_s) * 1000))
            producer.produce(prefix + topic, value, customer.encode())
        n = due
        producer.poll(0)
        sleep(LOOK_EVERY_S)
    if producer.flush(FLUSH_WITHIN_S):
        raise RuntimeError("the broker did not take all of it")
    return {"started_s": started_s, "late_s": late_s}


def main(kafka: str, prefix: str, shots: str, rate: str, events: str, report: str) -> None:
    """Fire, then write the report."""
    Path(report).write_text(json.dumps(fire(kafka, prefix, shots, float(rate), int(events))))


if __name__ == "__main__":
    main(*sys.argv[1:])
