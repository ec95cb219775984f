"""Acts once on each of harken's alerts, and tells harken what became of it.

A consumer as a team outside of harken would write it. It knows what is published (docs/alerts.md, `harken schema
alert`, `harken schema receipt`) and nothing of harken's insides.

    python examples/marketing_automation.py --kafka broker:9092 --database marketing.sqlite

An alert may come twice, under one id. So its id, what is done about it and the place behind it are one transaction:

    alert ──> [ id, act, place ] ──> receipt, until the broker has it ──> "told" ──> Kafka's offset

It may be killed between any two of these, and has no other end. What it then does again does no harm: an id that is
known makes no second act, and a receipt's id is made of the alert's, so sent twice it counts once. The act is a row in
`outbox`; whoever sends mail from there passes the alert's id on, for a provider that knows repetitions by it.
"""

import argparse
import json
import socket
import sqlite3
import sys
import uuid
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from confluent_kafka import Consumer, KafkaException, Message, Producer, TopicPartition

#: What is done about which news. For what is not here (kinds to come, too) there is nothing to do.
PLAYS = {
    ("churn_risk", "raised"): "start the win-back campaign",
    ("churn_risk", "resolved"): "stop the win-back campaign",
    ("detractor", "raised"): "have somebody call",
}

BATCH = 100  # alerts in one transaction at most
KNOWN_FOR = timedelta(days=60)  # twice what the topic keeps; not for ever, since ids may come anew (docs/alerts.md)
TABLES = """
CREATE TABLE IF NOT EXISTS alerts (
    id TEXT PRIMARY KEY, customer_id TEXT, outcome TEXT, at_ms INTEGER, told INTEGER);
CREATE INDEX IF NOT EXISTS untold ON alerts (id) WHERE NOT told;
CREATE INDEX IF NOT EXISTS by_age ON alerts (at_ms);
CREATE TABLE IF NOT EXISTS outbox (
    n INTEGER PRIMARY KEY, alert_id TEXT, customer_id TEXT, play TEXT, advice TEXT, items TEXT);
CREATE TABLE IF NOT EXISTS places (topic TEXT, partition INTEGER, next INTEGER, PRIMARY KEY (topic, partition));
"""


def run(options: argparse.Namespace) -> None:
    """Read, act, tell, for ever."""
    database = sqlite3.connect(options.database, timeout=30)  # seconds; every commit is on the disk (SQLite's default)
    database.executescript(TABLES)
    settings = {"bootstrap.servers": options.kafka, "acks": "all", "enable.idempotence": True}
    #  A customer's lane is by murmur2; librdkafka's own default would be another partition.
    producer = Producer(settings | {"partitioner": "murmur2_random", "delivery.timeout.ms": 30_000})
    #  With a name of its own, who comes back has its partitions at once.
    settings = {"bootstrap.servers": options.kafka, "group.id": options.group, "group.instance.id": options.member}
    consumer = Consumer(settings | {"enable.auto.commit": False, "auto.offset.reset": "earliest"})

    def go_on(consumer: Any, partitions: list[TopicPartition]) -> None:
        consumer.assign([begin(database, partition) for partition in partitions])

    consumer.subscribe([options.prefix + "alerts"], on_assign=go_on)
    while True:
        messages = [message for message in consumer.consume(BATCH, 0.5) if is_record(message)]
        now = datetime.now(UTC)
        with database:
            database.execute("DELETE FROM alerts WHERE told AND at_ms < ?", ((now - KNOWN_FOR).timestamp() * 1000,))
            for message in messages:
                note(database, message, now)
        if tell(database, producer, options) and messages:
            with suppress(KafkaException):  # it serves who watches the lag, and the next one says as much
                consumer.commit(asynchronous=False)


def begin(database: sqlite3.Connection, partition: TopicPartition) -> TopicPartition:
    """The partition at the database's place, not Kafka's: the database may have been restored from a copy."""
    here = (partition.topic, partition.partition)
    place = database.execute("SELECT next FROM places WHERE topic = ? AND partition = ?", here).fetchone()
    return TopicPartition(*here, place[0]) if place else partition


def is_record(message: Message) -> bool:
    """Whether it is a record and no error; most errors pass by themselves, a fatal one is raised."""
    error = message.error()
    if error is not None and error.fatal():
        raise KafkaException(error)
    if error is not None:
        print(f"Kafka: {error.str()}", file=sys.stderr)
    return error is None


def note(database: sqlite3.Connection, message: Message, now: datetime) -> None:
    """Write down the alert, the act and the place; an alert that is known moves the place only."""
    try:
        alert = json.loads(message.value() or b"")
        ended, data = alert.get("expirytime"), alert["data"]
        play = PLAYS.get((data["kind"], data["transition"]))
        late = ended is not None and datetime.fromisoformat(ended) < now
        outcome = "ignored" if late else "acted" if play else "delivered"
        seen = (alert["id"], alert["subject"], outcome, round(now.timestamp() * 1000))
        items = json.dumps([each["item_id"] for each in data.get("recommendations", ())])
        act = (alert["id"], alert["subject"], play, data["suggested_action"], items)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        print(f"no alert at {message.partition()}:{message.offset()}: {error!r}", file=sys.stderr)
    else:
        is_new = database.execute("INSERT OR IGNORE INTO alerts VALUES (?, ?, ?, ?, 0)", seen).rowcount
        if is_new and outcome == "acted":
            database.execute("INSERT INTO outbox VALUES (NULL, ?, ?, ?, ?, ?)", act)
    place = message.topic(), message.partition(), message.offset() + 1
    database.execute("INSERT OR REPLACE INTO places VALUES (?, ?, ?)", place)


def tell(database: sqlite3.Connection, producer: Producer, options: argparse.Namespace) -> bool:
    """Send the receipts that the broker does not have yet; whether it has all of them now."""
    query = "SELECT id, customer_id, outcome, at_ms FROM alerts WHERE NOT told LIMIT 1000"
    while untold := database.execute(query).fetchall():
        taken: list[tuple[str]] = []
        for alert_id, customer_id, outcome, at_ms in untold:
            #  Each team's own, and shorter than an alert's id may be.
            name = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{options.group}|{alert_id}"))
            receipt = {"id": name, "customer_id": customer_id, "ts": at_ms, "alert_id": alert_id, "outcome": outcome}

            def count(error: object, _: Message, alert_id: str = alert_id) -> None:
                taken.extend([(alert_id,)] if error is None else [])  # noqa: B023  # flushed below, in the same turn

            producer.produce(options.prefix + "receipts", json.dumps(receipt), customer_id.encode(), on_delivery=count)
        producer.flush()
        with database:
            database.executemany("UPDATE alerts SET told = 1 WHERE id = ?", taken)
        if len(taken) < len(untold):
            return False
    return True


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The settings."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kafka", default="localhost:9092", help="bootstrap servers")
    parser.add_argument("--prefix", default="harken.", help="of harken's topics (HARKEN_TOPIC_PREFIX)")
    parser.add_argument("--group", default="marketing", help="consumer group; part of the receipts' ids")
    parser.add_argument("--member", default=socket.gethostname(), help="of the group; one process has it at a time")
    parser.add_argument("--database", default="marketing.sqlite", help="file; all processes of the group share one")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    run(parse(sys.argv[1:]))
