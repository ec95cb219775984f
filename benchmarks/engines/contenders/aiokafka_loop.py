"""A loop on aiokafka, written by hand: a dictionary, and offsets committed once all that was said is acknowledged."""

import asyncio
import json
from collections import Counter

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from benchmarks.engines.task import Task, given

POLL_MS = 1000
POLL_RECORDS = 5000


async def run(task: Task) -> None:
    """Read, count, say, wait for the broker, commit."""
    consumer = AIOKafkaConsumer(
        task.source,
        bootstrap_servers=task.kafka,
        group_id=task.name,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    producer = AIOKafkaProducer(bootstrap_servers=task.kafka, enable_idempotence=True, linger_ms=5)
    counts: Counter[str] = Counter()
    async with consumer, producer:
        while True:
            polled = await consumer.getmany(timeout_ms=POLL_MS, max_records=POLL_RECORDS)
            said = []
            for records in polled.values():
                for record in records:
                    customer = json.loads(record.value)["customer_id"]
                    counts[customer] += 1
                    value = json.dumps({"customer": customer, "count": counts[customer]}).encode()
                    said.append(await producer.send(task.sink, value, customer.encode()))
            if said:
                await asyncio.gather(*said)
                await consumer.commit()


if __name__ == "__main__":
    asyncio.run(run(given()))
