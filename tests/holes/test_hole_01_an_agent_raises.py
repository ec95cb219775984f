"""Hole 1: an event whose agent raises is acknowledged, and lost."""

from typing import Any

import pytest

from harken.lane.activity_work import ActivityWork
from harken.settings import Settings
from tests.holes import stock, worker
from tests.integration.transport import rig
from tests.integration.transport.rig import until


async def test_hole_1_stock_faust_commits_past_an_event_whose_agent_raised(kafka: str, topic_prefix: str) -> None:
    #  0  1  2 raises  3  4      the agent starts again at 3; nobody ever sees 2 again
    tp = stock.make_topic(kafka, topic_prefix + "in")
    stock.send(kafka, tp, 5)
    app, done = stock.stock_app(kafka, topic_prefix + "app"), []

    @app.agent(stock.raw(app, tp.topic))  # type: ignore[untyped-decorator]
    async def agent(stream: Any) -> None:
        async for value in stream:
            if value == b"2":
                raise ValueError(value)
            done.append(int(value))

    async with rig.running(app):
        await until(lambda: done == [0, 1, 3, 4])
        assert await stock.commits(kafka, app, tp, 5)


async def test_hole_1_what_a_lane_raises_on_is_not_committed_and_is_applied_when_it_works_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    turn, tries, broken = ActivityWork.turn, [], True

    async def faulty(self: ActivityWork, lease: Any, entries: Any, **more: Any) -> Any:
        if broken and entries:
            tries.append([entry.record.offset for entry in entries])
            raise ValueError
        return await turn(self, lease, entries, **more)

    monkeypatch.setattr(ActivityWork, "turn", faulty)
    tp = worker.click(settings, range(5))
    async with worker.worker(settings) as road:
        await until(lambda: tries)
        worker.click(settings, range(5, 8))
        await until(lambda: tries[-1] == list(range(8)))  # what comes after it waits behind it
        await until(lambda: len(tries) >= 4)  # though between two tries the lane is taken again, and that goes well
        assert [record.getMessage() for record in caplog.records].count("lane stalled") == 1
        await road.app.consumer.commit()
        assert worker.committed(settings, tp) is None
        broken = False
        await until(lambda: worker.durable(road, tp) == 8)
        await road.app.consumer.commit()
        assert (worker.committed(settings, tp), worker.counted(settings)) == (8, 8)


async def test_hole_1_a_poll_that_the_agent_itself_raises_on_is_not_jumped(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    #  Decoding is all that the agent itself does. It is held to raise nothing (tests/property/test_decode.py).
    #  Were it to, Faust would start the agent again, behind the poll: the lane raises it in its own task instead.
    decode = ActivityWork.entries
    failed: list[Any] = []

    def faulty(self: ActivityWork, records: Any) -> Any:
        if not failed:
            failed.append(records)
            raise ValueError
        return decode(self, records)

    monkeypatch.setattr(ActivityWork, "entries", faulty)
    tp = worker.click(settings, range(5))
    async with worker.worker(settings) as road:
        await until(lambda: failed)
        worker.click(settings, range(5, 8))
        await until(lambda: worker.durable(road, tp) == 8)
        assert worker.counted(settings) == 8
