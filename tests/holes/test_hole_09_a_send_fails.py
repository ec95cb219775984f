"""Hole 9: a send that failed is a line in the log, and the event is acknowledged."""

from typing import Any

from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, ResourceType

from harken.dead_letter import from_record
from harken.reason import Reason
from harken.settings import Settings
from harken.topics import topic_name
from tests.holes import stock, worker
from tests.holes.outbound import WITHIN_S, read
from tests.integration.brokers import need_apache
from tests.integration.transport import rig
from tests.integration.transport.rig import until

#: Bytes that the broker takes on a topic; what a test says there is larger.
LITTLE = "200"


async def test_hole_9_stock_faust_commits_past_an_event_whose_message_the_broker_refused(
    kafka: str, topic_prefix: str
) -> None:
    need_apache(kafka, "limit to a record's size")
    tp = stock.make_topic(kafka, topic_prefix + "in")
    told = stock.make_topic(kafka, topic_prefix + "out", **{"max.message.bytes": LITTLE}).topic
    stock.send(kafka, tp, 5)
    app, said = stock.stock_app(kafka, topic_prefix + "app"), []
    out = stock.raw(app, told)

    @app.agent(stock.raw(app, tp.topic))  # type: ignore[untyped-decorator]
    async def agent(stream: Any) -> None:
        async for _ in stream:
            message = await out.send(value=bytes(1000))
            said.append(message)

    async with rig.running(app):
        assert await stock.commits(kafka, app, tp, 5)
        await until(lambda: all(message.done() for message in said))
    assert [type(message.exception()).__name__ for message in said] == ["MessageSizeTooLargeError"] * 5
    assert stock.records(kafka, told) == 0


async def test_hole_9_a_message_that_the_broker_refuses_is_a_dead_letter_before_its_event_is_committed(
    settings: Settings,
) -> None:
    need_apache(settings.kafka, "limit to a record's size")
    customers = topic_name(settings, "customers")
    limit = ConfigEntry("max.message.bytes", LITTLE, incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ResourceType.TOPIC, customers, incremental_configs=[limit])
    admin = AdminClient({"bootstrap.servers": settings.kafka})
    admin.incremental_alter_configs([resource])[resource].result(WITHIN_S)
    tp = worker.click(settings, range(5))
    async with worker.worker(settings) as road:
        await until(lambda: worker.durable(road, tp) == 5)
        await road.app.consumer.commit()
        assert worker.committed(settings, tp) == 5
        (letter,) = [from_record(m.key(), m.value(), m.headers()) for m in read(settings, "dead-letters")]
    assert (letter.reason, letter.key, letter.topic) == (Reason.UNDELIVERABLE, b"ada", customers)
    assert read(settings, "customers") == []
