"""A stock Faust agent, as Faust's documentation shows it; the two contenders differ in where the counts are."""

from collections import Counter
from collections.abc import Callable, MutableMapping
from typing import Any

import faust

from benchmarks.engines.task import Task

Counts = MutableMapping[str, int]


def run(task: Task, keep: Callable[[faust.App], Counts]) -> None:
    """Start a worker whose agent counts in what `keep` makes.

    JSON to dictionaries (a `faust.Record` costs more), tables in memory with a changelog in Kafka (RocksDB costs more).
    """
    app = faust.App(
        task.name,
        broker=f"kafka://{task.kafka}",
        datadir=str(task.folder),
        topic_partitions=task.partitions,
        value_serializer="json",
        store="memory://",
        web_enabled=False,
    )
    source = app.topic(task.source)
    sink = app.topic(task.sink)
    counts = keep(app)

    @app.agent(source)  # type: ignore[untyped-decorator] # Faust ships no types
    async def count(stream: faust.Stream[dict[str, Any]]) -> None:
        async for event in stream:
            customer = event["customer_id"]
            counts[customer] += 1
            await sink.send(key=customer, value={"customer": customer, "count": counts[customer]})

    worker = faust.Worker(app, loglevel="ERROR", redirect_stdouts=False)
    worker.execute_from_commandline()


def in_dictionary(app: faust.App) -> Counts:
    """Nothing keeps it."""
    del app
    return Counter()


def in_table(app: faust.App) -> Counts:
    """With a changelog in Kafka."""
    table: Counts = app.Table("counts", default=int)
    return table
