"""Pathway: a grouped table with a stateful reducer; input and offsets persisted to files.

Pathway computes in minibatches, and its `count` would say only where a batch ended. One message for each event takes a
reducer that remembers from where to where a batch brought the count, and a flatten of what is between.
"""

from typing import Any

import pathway as pw

from benchmarks.engines.task import Task, given


class Event(pw.Schema):  # type: ignore[misc] # its types are not followed
    """What is read of an event."""

    customer_id: str


@pw.reducers.stateful_many  # type: ignore[untyped-decorator]
def grown(state: tuple[int, int] | None, rows: list[tuple[list[Any], int]]) -> tuple[int, int]:
    """From where to where this batch brings the count."""
    before = 0 if state is None else state[1]
    return before, before + sum(difference for _, difference in rows)


@pw.udf  # type: ignore[untyped-decorator]
def between(before_and_after: tuple[int, int]) -> tuple[int, ...]:
    """One number for each event."""
    before, after = before_and_after
    return tuple(range(before + 1, after + 1))


def run(task: Task) -> None:
    """Build the graph and run it."""
    settings = {"bootstrap.servers": task.kafka, "group.id": task.name, "auto.offset.reset": "earliest"}
    events = pw.io.kafka.read(settings, topic=task.source, schema=Event, format="json", name="events")
    counts = events.groupby(pw.this.customer_id).reduce(customer=pw.this.customer_id, grown=grown())
    changes = counts.to_stream("is_upsert").filter(pw.this.is_upsert)
    said = changes.select(pw.this.customer, count=between(pw.this.grown)).flatten(pw.this.count)
    pw.io.kafka.write(said, settings, task.sink, format="json", key=said.customer)
    persistence = pw.persistence.Config(pw.persistence.Backend.filesystem(task.folder))
    pw.run(monitoring_level=pw.MonitoringLevel.NONE, persistence_config=persistence)


if __name__ == "__main__":
    run(given())
