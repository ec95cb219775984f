"""Bytewax: a stateful map on a keyed stream; state and offsets in its recovery partitions (SQLite)."""

import json
from datetime import timedelta

import bytewax.operators as op
from bytewax.connectors.kafka import KafkaSinkMessage, KafkaSourceMessage
from bytewax.connectors.kafka import operators as kop
from bytewax.dataflow import Dataflow
from bytewax.recovery import RecoveryConfig, init_db_dir
from bytewax.run import cli_main

from benchmarks.engines.task import Task, given

#: How often state and offsets are snapshotted: the default of `python -m bytewax.run`.
SNAPSHOT_EVERY = timedelta(seconds=10)


def customer_of(message: KafkaSourceMessage[bytes, bytes]) -> str:
    """The key of the state."""
    customer: str = json.loads(message.value)["customer_id"]
    return customer


def count(state: int | None, _message: object) -> tuple[int, int]:
    """The new state, and what goes on from here."""
    number = (state or 0) + 1
    return number, number


def said(counted: tuple[str, int]) -> KafkaSinkMessage[bytes, bytes]:
    """The message out."""
    customer, number = counted
    value = json.dumps({"customer": customer, "count": number}).encode()
    message: KafkaSinkMessage[bytes, bytes] = KafkaSinkMessage(customer.encode(), value)
    return message


def flow(task: Task) -> Dataflow:
    """Kafka in, keyed by customer, counted, Kafka out."""
    dataflow = Dataflow("counts")
    events = kop.input("events", dataflow, brokers=[task.kafka], topics=[task.source])
    keyed = op.key_on("customer", events.oks, customer_of)
    counted = op.stateful_map("count", keyed, count)
    kop.output("said", op.map("message", counted, said), brokers=[task.kafka], topic=task.sink)
    return dataflow


if __name__ == "__main__":
    task = given()
    init_db_dir(task.folder, 1)
    cli_main(flow(task), epoch_interval=SNAPSHOT_EVERY, recovery_config=RecoveryConfig(task.folder))
