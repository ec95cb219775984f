"""The contender: a stock Faust agent that counts events per customer in a Table, as Faust's documentation shows it.

    python -m benchmarks.stock_faust BOOTSTRAP PREFIX EVENTS

Prints `done SECONDS CPU_SECONDS` once that many events are counted: wall time from the first to the last event.
"""

import json
import resource
import sys
import tempfile
from time import perf_counter

import faust


def cpu_s() -> float:
    """CPU seconds of this process so far."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def build(bootstrap: str, prefix: str, events: int) -> faust.App:
    """The app: three topics, one agent, one table."""
    app = faust.App(
        f"{prefix}stock",
        broker=f"kafka://{bootstrap}",
        datadir=tempfile.mkdtemp(),
        topic_partitions=12,
        web_enabled=False,
        store="memory://",
        value_serializer="raw",
        key_serializer="raw",
    )
    counts = app.Table("counts", default=int, partitions=12)
    topics = app.topic(f"{prefix}clicks", f"{prefix}purchases", f"{prefix}feedback", value_serializer="raw")
    started: list[tuple[float, float]] = []
    seen = 0

    @app.agent(topics)  # type: ignore[untyped-decorator]  # faust ships no types
    async def count(stream: faust.Stream[bytes]) -> None:
        nonlocal seen
        async for value in stream:
            if not started:
                started.append((perf_counter(), cpu_s()))
            counts[json.loads(value)["customer_id"]] += 1
            seen += 1
            if seen == events:
                wall_s, used_s = started[0]
                print(f"done {perf_counter() - wall_s:.3f} {cpu_s() - used_s:.3f}", flush=True)

    return app


if __name__ == "__main__":
    app = build(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    faust.Worker(app, loglevel="WARNING").execute_from_commandline()
