"""Hole 8: with `producer_threaded=True` a commit never flushes the producer that the messages are in."""

from collections.abc import Mapping
from typing import Any

import pytest

from harken.settings import Settings
from harken.transport.driver import LoopDriver
from tests.holes import stock, worker
from tests.holes.outbound import read
from tests.integration.transport import rig
from tests.integration.transport.rig import until

#: aiokafka's producer sends the first message at once, and lets the second wait so long.
LINGER_S = 3.0


#  Faust ends this producer's thread by awaiting what is no coroutine.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.filterwarnings("ignore:coroutine .ThreadedProducer:RuntimeWarning")
@pytest.mark.filterwarnings("ignore:The `loop` parameter:DeprecationWarning")
@pytest.mark.parametrize(("threaded", "there"), [(True, 1), (False, 2)])
async def test_hole_8_stock_faust_commits_without_flushing_its_threaded_producer(
    kafka: str, topic_prefix: str, threaded: bool, there: int
) -> None:
    tp = stock.make_topic(kafka, topic_prefix + "in")
    told = stock.make_topic(kafka, topic_prefix + "out").topic
    options = {"producer_threaded": threaded, "producer_linger": LINGER_S}
    app, said = stock.stock_app(kafka, topic_prefix + "app", **options), []
    out = stock.raw(app, told)

    @app.agent(stock.raw(app, tp.topic))  # type: ignore[untyped-decorator]
    async def agent(stream: Any) -> None:
        async for value in stream:
            message = out.send_soon(value=value)
            said.append(message)

    async with rig.running(app):
        stock.send(kafka, tp, 1)
        await until(lambda: stock.records(kafka, told) == 1)
        stock.send(kafka, tp, 1, start=1)
        await until(lambda: len(said) == 2)
        assert await stock.commits(kafka, app, tp, 2)
        assert stock.records(kafka, told) == there


async def test_hole_8_what_was_said_is_with_the_broker_at_every_commit_and_no_producer_of_fausts_runs(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, seen = LoopDriver._commit, {}

    async def looking(self: LoopDriver, offsets: Mapping[Any, int]) -> bool:
        seen.update({offsets[tp]: len(read(settings, "customers"))} if tp in offsets else {})
        return bool(await commit(self, offsets))

    monkeypatch.setattr(LoopDriver, "_commit", looking)
    async with worker.worker(settings) as road:
        for n in range(1, 4):
            tp = worker.click(settings, [n], customer=f"c{n}")  # a customer who is new is said at once
            await until(lambda n=n, tp=tp: worker.durable(road, tp) == n)  # type: ignore[misc] # as elsewhere
            await road.app.consumer.commit()
        assert not road.app.conf.producer_threaded
        assert road.app._producer is None or not road.app._producer.started
    assert {n: seen[n] for n in (1, 2, 3)} == {1: 1, 2: 2, 3: 3}
