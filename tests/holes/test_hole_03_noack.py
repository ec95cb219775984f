"""Hole 3: `noack()`, and acknowledging by hand: what was acknowledged since the last commit is lost on a rebalance."""

from typing import Any

from harken.settings import Settings
from tests.holes import stock, worker
from tests.integration.transport import rig
from tests.integration.transport.rig import until


async def test_hole_3_stock_faust_forgets_at_a_rebalance_what_was_acknowledged_by_hand(
    kafka: str, topic_prefix: str
) -> None:
    tp = stock.make_topic(kafka, topic_prefix + "in")
    stock.send(kafka, tp, 5)
    done: list[int] = []

    def one() -> Any:
        app = stock.stock_app(kafka, topic_prefix + "app")

        async def by_hand(stream: Any) -> None:
            async for event in stream.noack().events():
                done.append(int(event.value))
                event.ack()

        app.agent(stock.raw(app, tp.topic), name="agent")(by_hand)
        return app

    first = one()
    async with rig.running(first):
        await until(lambda: done == [0, 1, 2, 3, 4])
        async with rig.running(one()):
            await until(lambda: len(done) == 10)
    assert done == [0, 1, 2, 3, 4] * 2


async def test_hole_3_what_is_durable_counts_across_a_rebalance(settings: Settings) -> None:
    #  one    reads 0-9 . . . . durable: 10 . commit
    #  two             joins, leaves              no lane of the first may lose its word for that
    tp = rig.clicks(settings)
    rig.produce(settings.kafka, rig.numbered(tp, 10))
    intake = rig.Recorder()
    app = rig.app_of(settings, intake)
    async with rig.running(app):
        await until(lambda: intake.counts[tp] == 10)
        generation = intake.generation
        async with rig.running(rig.app_of(settings, rig.Recorder())):
            await until(lambda: intake.generation > generation)
        await until(lambda: tp in intake.assigned and intake.counts[tp] == 20)  # read again, where it was sought
        assert worker.committed(settings, tp) is None
        intake.offsets[tp] = 10
        await app.consumer.commit()
        assert worker.committed(settings, tp) == 10
