"""Hole 4: an event whose stream processor or `filter` raises is never acknowledged, and a later commit jumps it."""

import json
from typing import Any

import pytest

from harken.activity import Activity
from harken.dead_letter import from_record
from harken.reason import Reason
from harken.settings import Settings
from tests.holes import stock, worker
from tests.holes.outbound import read
from tests.integration.transport import rig
from tests.integration.transport.rig import until


async def test_hole_4_stock_faust_commits_past_an_event_whose_filter_raised(kafka: str, topic_prefix: str) -> None:
    tp = stock.make_topic(kafka, topic_prefix + "in")
    stock.send(kafka, tp, 5)
    app, done = stock.stock_app(kafka, topic_prefix + "app"), []

    def check(value: bytes) -> bool:
        if value == b"2":
            raise ValueError(value)
        return True

    @app.agent(stock.raw(app, tp.topic))  # type: ignore[untyped-decorator]
    async def agent(stream: Any) -> None:
        async for value in stream.filter(check):
            number = int(value)
            done.append(number)

    async with rig.running(app):
        await until(lambda: 1 in done)
        await until(lambda: 4 in done)
        assert await stock.commits(kafka, app, tp, 5)
    assert 2 not in done


async def test_hole_4_an_event_that_the_fold_raises_on_is_a_dead_letter_and_only_then_passed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    fold = Activity.fold_together

    def faulty(self: Activity, batches: Any) -> Any:
        if any(entry.event.customer_id == "eve" for batch in batches for entry in batch.entries):
            raise ValueError
        return fold(self, batches)

    monkeypatch.setattr(Activity, "fold_together", faulty)
    worker.click(settings, range(2))
    worker.click(settings, [2], customer="eve")
    tp = worker.click(settings, range(3, 5))
    async with worker.worker(settings) as road:
        await until(lambda: worker.durable(road, tp) == 5)
        await road.app.consumer.commit()
        assert worker.committed(settings, tp) == 5
        (letter,) = [from_record(m.key(), m.value(), m.headers()) for m in read(settings, "dead-letters")]
    assert (letter.reason, letter.offset, json.loads(letter.value or b"")["id"]) == (Reason.FOLD_FAILED, 2, "eve-2")
    assert (worker.counted(settings), worker.counted(settings, "eve")) == (4, 0)
