"""Hole 10: a commit that failed still moves the committed offset in memory, so nobody tries it again."""

from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import CommitFailedError

from harken.settings import Settings
from tests.holes import stock, worker
from tests.integration.transport import rig
from tests.integration.transport.rig import until


class Refusing:
    """The broker's answer to every commit, for as long as `on`: the group has rebalanced meanwhile."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.on = True
        commit = AIOKafkaConsumer.commit

        async def refused(consumer: Any, offsets: Any = None) -> None:
            if self.on:
                raise CommitFailedError("Commit cannot be completed since the group has already rebalanced")
            await commit(consumer, offsets)

        patch.setattr(AIOKafkaConsumer, "commit", refused)


async def test_hole_10_stock_faust_believes_a_commit_that_failed(
    kafka: str, topic_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tp = stock.make_topic(kafka, topic_prefix + "in")
    stock.send(kafka, tp, 5)
    app = stock.stock_app(kafka, topic_prefix + "app")

    @app.agent(stock.raw(app, tp.topic))  # type: ignore[untyped-decorator]
    async def agent(stream: Any) -> None:
        async for _ in stream:
            pass

    broker = Refusing(monkeypatch)
    async with rig.running(app):
        await until(lambda: len(app.consumer._acked[tp]) == 5)
        assert not await app.consumer.commit()
        assert app.consumer._committed_offset[tp] == 5
        broker.on = False
        assert not await app.consumer.commit()  # there is nothing to commit, it believes
        assert stock.committed(kafka, app, tp) is None


async def test_hole_10_a_commit_that_failed_is_tried_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    broker = Refusing(monkeypatch)
    tp = worker.click(settings, range(5))
    async with worker.worker(settings) as road:
        await until(lambda: worker.durable(road, tp) == 5)
        assert not await road.app.consumer.commit()
        assert worker.committed(settings, tp) is None
        broker.on = False
        await until(lambda: worker.committed(settings, tp) == 5)  # by the timer, with nothing new to commit
