"""Hole 6: every rebalance forgets what was acknowledged since the last commit, before the final commit."""

import asyncio
from typing import Any

import pytest

from harken.lane.lane import Lane
from harken.sender import Sender
from harken.settings import Settings
from harken.topology import Road, build
from tests.holes import stock, worker
from tests.integration.transport import rig
from tests.integration.transport.rig import until


async def test_hole_6_stock_faust_forgets_at_a_rebalance_what_was_acknowledged(kafka: str, topic_prefix: str) -> None:
    tp = stock.make_topic(kafka, topic_prefix + "in")
    stock.send(kafka, tp, 5)
    done: list[int] = []

    def one() -> Any:
        app = stock.stock_app(kafka, topic_prefix + "app")

        async def agent(stream: Any) -> None:
            async for value in stream:
                number = int(value)
                done.append(number)

        app.agent(stock.raw(app, tp.topic), name="agent")(agent)
        return app

    first = one()
    async with rig.running(first):
        await until(lambda: 4 in done and len(first.consumer._acked[tp]) == 5)
        async with rig.running(one()):
            await until(lambda: len(done) == 10)  # the drain that Faust ends with found nothing to commit
    assert done == [0, 1, 2, 3, 4] * 2


async def test_hole_6_what_a_lane_finishes_while_it_is_revoked_is_committed_before_the_next_generation(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    #  one   0 said   1-4 in the ledger, not said . revoked: says them . commit |
    #  two   . . . . . . . . . . . . . . . . . . .  joins                       | generation 2
    say = Sender.say
    lanes: list[Lane] = []

    async def held(self: Sender, messages: Any) -> None:
        await until(lambda: lanes[0].stopped)
        await say(self, messages)

    tp = worker.click(settings, [0])
    found: list[int | None] = []

    def noting(road: Road) -> Road:
        assign = road.lanes.on_assigned

        async def on_assigned(*given: Any) -> None:
            found.append(await asyncio.to_thread(worker.committed, settings, tp))
            await assign(*given)

        worker.replace(road.lanes, "on_assigned", on_assigned)
        return road

    async with worker.running(noting(build(settings))) as first:
        await until(lambda: worker.durable(first, tp) == 1)  # its producer is connected, which takes a second
        lanes.append(worker.lane(first))
        monkeypatch.setattr(Sender, "say", held)
        worker.click(settings, range(1, 5))
        await until(lambda: worker.applied(settings) == 5)
        assert worker.durable(first, tp) == 1
        async with worker.running(noting(build(settings))):
            await until(lambda: len(found) >= 3)
    assert (found[0], set(found[1:])) == (None, {5})
    assert worker.counted(settings) == 5
