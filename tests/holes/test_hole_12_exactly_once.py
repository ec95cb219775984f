"""Hole 12: `exactly_once` swallows errors of transactions, and calls offsets committed that are not."""

import dataclasses

import pytest
from confluent_kafka import ConsumerGroupTopicPartitions, TopicPartition
from confluent_kafka.admin import AdminClient

from harken import topology
from harken.activity import ActivityConfig
from harken.settings import Settings
from tests.holes import stock, worker
from tests.holes.outbound import WITHIN_S
from tests.integration.brokers import need_apache
from tests.integration.transport.rig import until

NOBODY = "127.0.0.1:1"


async def test_hole_12_stock_faust_begins_a_transaction_that_no_broker_knows_and_raises_nothing() -> None:
    producer = stock.stock_app(NOBODY, "nobody", processing_guarantee="exactly_once").producer
    await producer.begin_transaction("nobodys")
    await producer.commit_transaction("nobodys")
    assert "nobodys" not in producer._transaction_producers


async def test_hole_12_stock_faust_calls_offsets_committed_whose_transaction_is_gone(
    kafka: str, topic_prefix: str
) -> None:
    need_apache(kafka, "transactions")
    tp = stock.make_topic(kafka, topic_prefix + "in")
    app = stock.stock_app(kafka, topic_prefix + "app", processing_guarantee="exactly_once")
    transactions = app.consumer.transactions
    app.assignor._topic_groups[tp.topic] = 0  # as an assignment would
    async with app.producer:
        (name,) = transactions._tps_to_transactional_ids({tp})
        await app.producer.begin_transaction(name)
        await app.producer.stop_transaction(name)  # as at a revocation, or when another worker has fenced it
        assert await transactions.commit({tp: 5})
    assert stock.committed(kafka, app, tp) is None


@pytest.mark.parametrize("moved", [0, 8], ids=["back", "ahead"])
async def test_hole_12_kafkas_offsets_moved_between_two_workers_double_nothing_and_lose_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, moved: int
) -> None:
    #  0-4 applied | the group's offset set to 0, or to 8 | 5-7 arrive: the ledger says that 5 is next
    need_apache(settings.kafka, "setting of a group's offsets")
    real = topology.activity_config

    def forgetful(settings: Settings) -> ActivityConfig:  # ids that are remembered would hide what is applied twice
        return dataclasses.replace(real(settings), remember_s=0.0, remember_ids=0, remember_max=0)

    monkeypatch.setattr(topology, "activity_config", forgetful)
    tp = worker.click(settings, range(5))
    async with worker.worker(settings) as road:
        assert not road.app.in_transaction
        assert not road.app.consumer.in_transaction
        await until(lambda: worker.durable(road, tp) == 5)
    assert worker.committed(settings, tp) == 5
    worker.click(settings, range(5, 8))
    group = ConsumerGroupTopicPartitions(road.app.conf.id, [TopicPartition(tp.topic, 0, moved)])
    admin = AdminClient({"bootstrap.servers": settings.kafka})
    admin.alter_consumer_group_offsets([group])[road.app.conf.id].result(WITHIN_S)
    assert worker.committed(settings, tp) == moved
    async with worker.worker(settings) as road:
        await until(lambda: worker.durable(road, tp) == 8)
    assert worker.counted(settings) == 8
