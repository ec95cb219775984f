"""The contender: a stock Faust agent that counts events per customer in a Table, as Faust's documentation shows it.

    python -m benchmarks.stock_faust BOOTSTRAP PREFIX PARTITIONS EVENTS

Prints `started` at the first event and `done` when so many are counted; who started it looks at its processor time.
JSON to dictionaries (a `faust.Record` costs more), tables in memory with a changelog in Kafka (RocksDB costs more).
"""

import sys
import tempfile
from typing import Any

import faust


def build(bootstrap: str, prefix: str, partitions: int, events: int) -> faust.App:
    """The app: one agent on three topics, one table."""
    app = faust.App(
        f"{prefix}stock",
        broker=f"kafka://{bootstrap}",
        datadir=tempfile.mkdtemp(prefix="harken-bench-stock-"),
        topic_partitions=partitions,
        value_serializer="json",
        store="memory://",
        web_enabled=False,
    )
    topic = app.topic(f"{prefix}clicks", f"{prefix}purchases", f"{prefix}feedback")
    counts = app.Table("counts", default=int)

    @app.agent(topic)  # type: ignore[untyped-decorator] # Faust ships no types
    async def count(stream: faust.Stream[dict[str, Any]]) -> None:
        seen = 0
        async for event in stream:
            if not seen:
                print("started", flush=True)
            counts[event["customer_id"]] += 1
            seen += 1
            if seen == events:
                print("done", flush=True)

    return app


if __name__ == "__main__":
    app = build(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    worker = faust.Worker(app, loglevel="ERROR", redirect_stdouts=False)
    worker.execute_from_commandline()
