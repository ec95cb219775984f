"""What is committed to Kafka: what the lanes call durable, and nothing else."""

import asyncio
from collections.abc import Callable

import pytest
from kafka.admin import KafkaAdminClient

from harken.settings import Settings
from harken.topics import create_topics
from tests.integration.brokers import need_apache
from tests.integration.transport.rig import (
    Recorder,
    app_of,
    clicks,
    committed,
    numbered,
    produce,
    running,
    settings_for,
    until,
)
from tests.services.server import KafkaServer


@pytest.fixture
def settings(kafka: str, topic_prefix: str) -> Settings:
    settings = settings_for(kafka, topic_prefix)
    create_topics(settings)
    return settings


async def test_commits_follow_what_is_durable_and_never_pass_it(settings: Settings) -> None:
    tp = clicks(settings)
    produce(settings.kafka, numbered(tp, 1000))
    recorder = Recorder()
    app = app_of(settings, recorder)
    async with running(app):
        await until(lambda: recorder.counts[tp] == 1000)  # read, and acknowledged by Faust's stream
        for durable in (1, 7, 640):
            recorder.offsets[tp] = durable
            await app.consumer.commit()
            assert committed(settings.kafka, app.conf.id) == {tp: durable}
        recorder.offsets[tp] = 500  # the store came back older: its word counts
        await app.consumer.commit()
        assert committed(settings.kafka, app.conf.id) == {tp: 500}
    assert committed(settings.kafka, app.conf.id) == {tp: 500}


async def test_commits_happen_by_themselves(settings: Settings) -> None:
    tp = clicks(settings)
    recorder = Recorder()
    recorder.offsets[tp] = 0
    app = app_of(settings, recorder)
    produce(settings.kafka, numbered(tp, 3))
    async with running(app):
        recorder.offsets[tp] = 3
        await until(lambda: app.consumer._committed.get(tp) == 3)
        assert committed(settings.kafka, app.conf.id) == {tp: 3}


async def test_what_lanes_finish_while_they_stop_is_committed_too(settings: Settings) -> None:
    tp = clicks(settings)
    produce(settings.kafka, numbered(tp, 10))
    recorder = Recorder()
    app = app_of(settings, recorder)
    async with running(app):
        await until(lambda: recorder.counts[tp] == 10)
        recorder.finish = lambda: recorder.offsets.update({tp: 10})
    assert recorder.calls == ["assigned", "revoked"]
    assert committed(settings.kafka, app.conf.id) == {tp: 10}


async def test_offsets_of_partitions_that_are_not_ours_are_not_committed(settings: Settings) -> None:
    recorder = Recorder()
    recorder.offsets[clicks(settings, 77)] = 5
    app = app_of(settings, recorder)
    async with running(app):
        assert not await app.consumer.commit()
    assert committed(settings.kafka, app.conf.id) == {}


async def test_faust_keeps_no_account_of_what_its_streams_acknowledge(settings: Settings) -> None:
    tp = clicks(settings)
    recorder = Recorder()
    app = app_of(settings, recorder)
    async with running(app):
        for n in range(50):
            produce(settings.kafka, numbered(tp, 20))
            await until(lambda n=n: recorder.counts[tp] == 20 * (n + 1))  # type: ignore[misc] # mypy cannot infer a lambda with defaults
        assert len(recorder.of(tp)) >= 50
        assert not any(app.consumer._acked.values())
        assert not any(app.consumer._acked_index.values())
        assert not any(app.consumer._gap.values())
        assert len(app.consumer._underway) <= 1


async def test_a_broker_that_goes_away_ends_nothing(own_kafka: Callable[[], KafkaServer], topic_prefix: str) -> None:
    server = own_kafka()
    settings = settings_for(server.bootstrap, topic_prefix)
    create_topics(settings)
    tp = clicks(settings)
    produce(settings.kafka, numbered(tp, 5))
    recorder = Recorder()
    app = app_of(settings, recorder)
    async with running(app):
        await until(lambda: recorder.counts[tp] == 5)
        await asyncio.to_thread(server.kill)
        recorder.offsets[tp] = 5
        assert not await app.consumer.commit()  # fails within its bound
        await asyncio.to_thread(server.start)
        await asyncio.to_thread(produce, settings.kafka, numbered(tp, 5))
        await until(lambda: {r.offset for poll in recorder.of(tp) for r in poll.records} == set(range(10)), 60)
        await until(lambda: app.consumer._committed.get(tp) == 5, 60)
        assert app.crash_reason is None
    assert committed(settings.kafka, app.conf.id) == {tp: 5}


async def test_what_retention_removed_is_said_and_never_jumped(settings: Settings) -> None:
    need_apache(settings.kafka, "deletion of records")
    tp = clicks(settings)
    produce(settings.kafka, numbered(tp, 100))
    recorder = Recorder(start=None)
    async with running(app_of(settings, recorder)):
        admin = KafkaAdminClient(bootstrap_servers=settings.kafka)
        admin.delete_records({tp: 60})
        admin.close()
        await recorder.seek_all([tp], 10)
        await until(lambda: recorder.lost == [tp])
        assert recorder.of(tp) == []
        assert recorder.source is not None
        start = (await recorder.source.starts([tp]))[tp]
        assert start == 60
        await recorder.seek_all([tp], start)
        await until(lambda: recorder.counts[tp] == 40)
    assert [r.offset for poll in recorder.of(tp) for r in poll.records] == list(range(60, 100))
    assert recorder.lost == [tp]


async def test_an_offset_beyond_the_end_is_lost_too(settings: Settings) -> None:
    need_apache(settings.kafka, "error for offsets out of range")
    tp = clicks(settings)
    produce(settings.kafka, numbered(tp, 100))
    recorder = Recorder(start=None)
    async with running(app_of(settings, recorder)):
        await recorder.seek_all([tp], 101)
        await until(lambda: recorder.lost == [tp])
    assert recorder.of(tp) == []
