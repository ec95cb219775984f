"""Hole 5: a commit can pass a message that is still in flight, when acknowledgements come out of order."""

import asyncio
from typing import Any

import pytest

from harken.sender import Sender
from harken.settings import Settings
from tests.holes import stock, worker
from tests.integration.transport import rig
from tests.integration.transport.rig import until


async def test_hole_5_stock_faust_commits_past_a_message_in_flight(kafka: str, topic_prefix: str) -> None:
    #  0 done   1 in flight . . . . .
    #                      2 done          commit: 1, and at once the next: 3
    tp = stock.make_topic(kafka, topic_prefix + "in")
    stock.send(kafka, tp, 3)
    app, begun, done, landed = stock.stock_app(kafka, topic_prefix + "app"), [], [], asyncio.Event()

    @app.agent(stock.raw(app, tp.topic), concurrency=2)  # type: ignore[untyped-decorator]
    async def agent(stream: Any) -> None:
        async for value in stream:
            begun.append(int(value))
            if value == b"1":
                await landed.wait()
            done.append(int(value))

    async with rig.running(app):
        await until(lambda: 2 in done)
        assert await stock.commits(kafka, app, tp, 3)
        assert (sorted(begun), sorted(done)) == ([0, 1, 2], [0, 2])
        landed.set()


async def test_hole_5_a_commit_never_passes_what_is_in_flight(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    #  0-2 said, committed   3-5 in the ledger, not said   6-7 read, waiting
    say, landed = Sender.say, asyncio.Event()

    async def held(self: Sender, messages: Any) -> None:
        await landed.wait()
        await say(self, messages)

    tp = worker.click(settings, range(3))
    async with worker.worker(settings) as road:
        consumer = road.app.consumer
        await until(lambda: worker.durable(road, tp) == 3)
        await consumer.commit()
        monkeypatch.setattr(Sender, "say", held)
        worker.click(settings, range(3, 6))
        await until(lambda: worker.applied(settings) == 6)
        worker.click(settings, range(6, 8))
        await until(lambda: consumer._next[tp] == 8)
        assert not await consumer.commit()
        assert worker.committed(settings, tp) == 3
        landed.set()
        await until(lambda: worker.durable(road, tp) == 8)
        await consumer.commit()
        assert (worker.committed(settings, tp), worker.counted(settings)) == (8, 8)
