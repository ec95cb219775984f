"""Hole 11: a gap in what was acknowledged stops commits for ever, and nobody says so.

The race in Faust's recovery that leaves such a gap (tracker 596) is open there and is not reproduced here; what a gap
does, however it came about, is.
"""

import asyncio
import json
import logging
from time import time
from typing import Any

import pytest
from confluent_kafka import Producer

from harken.health.judge import judge_live
from harken.health.vitals import Vitals
from harken.sender import Sender
from harken.settings import Settings
from harken.topics import topic_name
from tests.holes import stock, worker
from tests.integration.brokers import need_apache
from tests.integration.transport import rig
from tests.integration.transport.rig import until

#: Longer than the event loop's beat (0.5 s).
HUNG_S = 1.5


async def test_hole_11_stock_faust_stops_committing_behind_a_gap_and_says_nothing(
    kafka: str, topic_prefix: str, caplog: pytest.LogCaptureFixture
) -> None:
    #  0 .  .  3  4 ... 104      1 and 2 were never acknowledged
    tp = stock.make_topic(kafka, topic_prefix + "in")
    stock.send(kafka, tp, 5)
    app, done = stock.stock_app(kafka, topic_prefix + "app", stream_wait_empty=False), []

    @app.agent(stock.raw(app, tp.topic))  # type: ignore[untyped-decorator]
    async def agent(stream: Any) -> None:
        async for event in stream.noack().events():
            if event.value not in (b"1", b"2"):
                event.ack()
            done.append(int(event.value))

    async with rig.running(app):
        assert await stock.commits(kafka, app, tp, 1)
        stock.send(kafka, tp, 100, start=5)
        await until(lambda: len(done) == 105)
        for _ in range(3):
            assert not await app.consumer.commit()
        assert stock.committed(kafka, app, tp) == 1
    said = [r for r in caplog.records if r.name.startswith("faust") and r.levelno >= logging.WARNING]
    assert said == []


async def test_hole_11_offsets_that_are_no_records_stop_no_commit(settings: Settings) -> None:
    #  clicks  0  1  marker  3, aborted  marker      the end is 5, and there is no record at 4
    need_apache(settings.kafka, "transactions")
    name = topic_name(settings, "clicks")
    sender = Producer({"bootstrap.servers": settings.kafka, "transactional.id": settings.instance})
    sender.init_transactions(rig.WITHIN_S)
    for ids, end in (([0, 1], sender.commit_transaction), ([2], sender.abort_transaction)):
        sender.begin_transaction()
        for n in ids:
            click = {"id": f"t{n}", "customer_id": "ada", "ts": round(time() * 1000), "kind": "view", "item_id": "tea"}
            sender.produce(name, json.dumps(click), b"ada", 0)
        sender.flush(rig.WITHIN_S)
        end(rig.WITHIN_S)
    tp = rig.clicks(settings)
    async with worker.worker(settings) as road:
        await until(lambda: worker.durable(road, tp) == 5)
        await until(lambda: worker.committed(settings, tp) == 5)


async def test_hole_11_a_lane_that_stands_still_is_said_to_and_so_is_that_it_goes_on(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    say, landed = Sender.say, asyncio.Event()

    async def held(self: Sender, messages: Any) -> None:
        await landed.wait()
        await say(self, messages)

    monkeypatch.setattr(Sender, "say", held)
    tp = worker.click(settings, range(5))
    async with worker.worker(settings) as road:
        vitals = Vitals(road.lanes.progress, HUNG_S)
        beat = asyncio.create_task(vitals.beat())
        await until(lambda: not judge_live(vitals).well)
        answer = judge_live(vitals)
        assert answer.found["loop"] == "comes round"
        assert answer.found["lanes"].startswith("lane 0 hung: say for ")
        assert worker.committed(settings, tp) is None
        landed.set()
        await until(lambda: judge_live(vitals).well and worker.committed(settings, tp) == 5)
        beat.cancel()
