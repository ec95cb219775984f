"""Quix Streams: a stateful function on a StreamingDataFrame; state in RocksDB with a changelog in Kafka."""

from typing import Any

from quixstreams import Application, State

from benchmarks.engines.task import Task, given


def count(event: dict[str, Any], state: State) -> dict[str, Any]:
    """State is of the message's key, which is the customer."""
    number = state.get("count", 0) + 1
    state.set("count", number)
    return {"customer": event["customer_id"], "count": number}


def run(task: Task) -> None:
    """Start the application, with its own defaults: at least once, a checkpoint every 5 s."""
    app = Application(
        broker_address=task.kafka,
        consumer_group=task.name,
        auto_offset_reset="earliest",
        state_dir=task.folder,
        loglevel="WARNING",
    )
    source = app.topic(task.source, value_deserializer="json")
    sink = app.topic(task.sink, value_serializer="json")
    frame = app.dataframe(source)
    frame = frame.apply(count, stateful=True)
    frame.to_topic(sink)
    app.run()


if __name__ == "__main__":
    run(given())
