"""Hole 13: what restores a table swallows exceptions, and counts what it did not restore."""

import asyncio
from typing import Any

from faust.types import TP, ConsumerMessage
from redis import Redis

from harken.ledger.keys import lane_keys
from harken.settings import Settings
from tests.holes import stock, worker
from tests.integration.transport.rig import until

NOBODY = "127.0.0.1:1"


async def test_hole_13_stock_faust_counts_records_as_restored_that_it_could_not_apply() -> None:
    #  changelog  0 "a": 1   1 a key that no table takes   2 "b": 3
    app = stock.stock_app(NOBODY, "tables")
    table = app.Table("t", default=int, partitions=1)
    tp, recovery = TP("tables-t-changelog", 0), app.tables.recovery
    recovery.tp_to_table[tp], recovery.buffer_sizes[tp], recovery.active_highwaters[tp] = table, 1, 2
    recovery.active_tps.add(tp)
    recovery.active_offsets[tp] = -1
    keys: list[Any] = ["a", {"no": "key"}, "b"]
    for offset, key in enumerate(keys):
        message = ConsumerMessage(tp.topic, 0, offset, 0.0, 0, None, b"key", b"value", None, None, None, tp)
        app.tables.changelog_queue.put_nowait(app.create_event(key, offset + 1, None, message))
    restoring = asyncio.create_task(recovery._slurp_changelogs(recovery))
    await until(lambda: recovery.active_offsets[tp] == 2)
    assert not recovery.need_recovery()
    assert dict(table.data.data) == {"a": 1}
    assert not restoring.done()
    restoring.cancel()


async def test_hole_13_a_lane_that_cannot_restore_says_so_and_applies_nothing_until_it_can(settings: Settings) -> None:
    tp = worker.click(settings, range(5))
    async with worker.worker(settings) as road:
        assert not road.app.tables
        await until(lambda: worker.durable(road, tp) == 5)
    outbox = lane_keys(settings.key_prefix, "activity", 0).outbox
    with Redis.from_url(settings.redis) as store:
        kept = store.get(outbox)
        store.set(outbox, b"\xff not an outbox")
        worker.click(settings, range(5, 8))
        async with worker.worker(settings) as road:
            await until(lambda: 0 in road.lanes.lanes and worker.lane(road).progress.back_off.tries >= 3)
            assert "unforeseen: ValidationError in unpack" in worker.status(road)
            assert (worker.applied(settings), worker.counted(settings)) == (5, 5)
            store.set(outbox, kept) if kept is not None else store.delete(outbox)
            await until(lambda: worker.durable(road, tp) == 8)
    assert worker.counted(settings) == 8
