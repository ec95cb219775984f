"""A loop on confluent-kafka, written by hand: a dictionary, and offsets committed once all that was said is there."""

import json
from collections import Counter

from confluent_kafka import Consumer, Producer

from benchmarks.engines.task import Task, given

POLL_S = 1.0
POLL_RECORDS = 5000


def run(task: Task) -> None:
    """Read, count, say, wait for the broker, commit."""
    consumer = Consumer({
        "bootstrap.servers": task.kafka,
        "group.id": task.name,
        "enable.auto.commit": False,
        "auto.offset.reset": "earliest",
    })  # fmt: skip
    producer = Producer({
        "bootstrap.servers": task.kafka,
        "enable.idempotence": True,
        "queue.buffering.max.messages": 10 * POLL_RECORDS,
    })  # fmt: skip
    counts: Counter[str] = Counter()
    consumer.subscribe([task.source])
    while True:
        #  Whatever is there: `consume` alone waits for so many, or for all of the time.
        first = consumer.poll(POLL_S)
        records = [] if first is None else [first, *consumer.consume(POLL_RECORDS - 1, 0)]
        for record in records:
            if (error := record.error()) is not None:
                raise RuntimeError(str(error))
            customer = json.loads(record.value())["customer_id"]
            counts[customer] += 1
            value = json.dumps({"customer": customer, "count": counts[customer]}).encode()
            producer.produce(task.sink, value, customer.encode())
            producer.poll(0)
        if records:
            if producer.flush():
                raise RuntimeError("some were not delivered")
            consumer.commit(asynchronous=False)


if __name__ == "__main__":
    run(given())
