"""Hole 2: `take()` acknowledges the whole batch when the body raises."""

from typing import Any

import pytest

from harken.ledger.redis import RedisLedger
from harken.settings import Settings
from harken.topology import build
from tests.holes import stock, worker
from tests.integration.transport import rig
from tests.integration.transport.rig import until


async def test_hole_2_stock_faust_commits_a_batch_whose_body_raised(kafka: str, topic_prefix: str) -> None:
    tp = stock.make_topic(kafka, topic_prefix + "in")
    stock.send(kafka, tp, 5)
    app, batches = stock.stock_app(kafka, topic_prefix + "app"), []

    @app.agent(stock.raw(app, tp.topic))  # type: ignore[untyped-decorator]
    async def agent(stream: Any) -> None:
        async for batch in stream.take(5, within=stock.NEVER_S):
            batches.append(batch)
            raise ValueError

    async with rig.running(app):
        await until(lambda: batches)
        assert await stock.commits(kafka, app, tp, 5)
    assert len(batches) == 1  # nobody has another try


async def test_hole_2_a_batch_that_failed_half_way_is_not_committed_and_is_tried_again_whole(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    #  Batches are the lane's, not `take()`'s. This one is folded, and fails when it is written.
    commit = RedisLedger.commit
    failed: list[int] = []

    async def faulty(self: RedisLedger, lease: Any, changes: Any) -> Any:
        if changes.offsets.get("clicks") and len(failed) < 2:
            failed.append(changes.offsets["clicks"])
            raise ValueError
        return await commit(self, lease, changes)

    monkeypatch.setattr(RedisLedger, "commit", faulty)
    tp = worker.click(settings, range(5))
    async with worker.worker(settings) as road:
        await until(lambda: failed)
        assert not await road.app.consumer.commit()
        assert worker.committed(settings, tp) is None
        await until(lambda: worker.durable(road, tp) == 5)
        await road.app.consumer.commit()
        assert (worker.committed(settings, tp), worker.counted(settings)) == (5, 5)
    assert failed == [5, 5]


def test_hole_2_no_stream_of_harken_gathers_batches_by_itself(settings: Settings) -> None:
    #  `take()` turns acknowledging off and on again around its batches; harken's topic acknowledges nothing at all.
    app = build(settings).app
    (agent,) = app.agents.values()
    assert not agent.channel.acks
    assert not agent.channel.clone(is_iterator=True).acks
