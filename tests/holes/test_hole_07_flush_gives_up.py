"""Hole 7: `flush_atmost` gives up after 0.1 s without progress; then offsets are committed over unsent messages."""

from typing import Any

from harken.settings import Settings
from harken.topology import build
from tests.holes import stock, worker
from tests.holes.outbound import read
from tests.integration.brokers import need_apache
from tests.integration.transport import rig
from tests.integration.transport.rig import until

NOBODY = "127.0.0.1:1"


async def test_hole_7_stock_faust_commits_over_messages_that_it_could_not_send(kafka: str, topic_prefix: str) -> None:
    #  The topic that it says things on has not come yet, so all that is said waits in the producer's buffer.
    need_apache(kafka, "refusal of unknown topics")
    tp = stock.make_topic(kafka, topic_prefix + "in")
    stock.send(kafka, tp, 5)
    app, said = stock.stock_app(kafka, topic_prefix + "app"), []
    out = stock.raw(app, topic_prefix + "not-there")

    @app.agent(stock.raw(app, tp.topic))  # type: ignore[untyped-decorator]
    async def agent(stream: Any) -> None:
        async for value in stream:
            message = out.send_soon(value=value)
            said.append(message)

    async with rig.running(app):
        assert await stock.commits(kafka, app, tp, 5)
        assert [message.done() for message in said] == [False] * 5


async def test_hole_7_nothing_is_committed_before_what_it_says_is_delivered(settings: Settings) -> None:
    tp = worker.click(settings, range(5))
    road = build(settings)
    sender = road.sender
    sender._config |= {"bootstrap.servers": NOBODY, "message.timeout.ms": 300}
    async with worker.running(road):
        await until(lambda: "not delivered" in worker.status(road))  # applied, and tried for longer than 0.1 s
        assert not await road.app.consumer.commit()
        assert (worker.applied(settings), worker.committed(settings, tp)) == (5, None)
        assert read(settings, "customers") == []
        sender._config |= {"bootstrap.servers": settings.kafka, "message.timeout.ms": 10_000}
        sender._forget_producer(0.0)
        await until(lambda: worker.durable(road, tp) == 5)
        await road.app.consumer.commit()
        assert worker.committed(settings, tp) == 5
    assert [message.key() for message in read(settings, "customers")] == [b"ada"]
