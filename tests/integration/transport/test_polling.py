"""What the consumer hands over, and what it leaves alone."""

import asyncio
from time import monotonic
from typing import Any

import pytest
from aiokafka.errors import CorruptRecordException
from aiokafka.protocol.fetch import FetchRequest
from confluent_kafka import Producer
from faust.types import TP

from harken.batch import Record
from harken.events import CLICKS, INBOUND
from harken.settings import Settings
from harken.topics import create_topics, topic_name
from harken.transport import BatchApp
from harken.transport.consumer import BatchConsumer
from harken.transport.driver import FETCH_MAX_WAIT_MS, LEFT_OUT_MAX_WAIT_MS
from tests.integration.brokers import need_apache
from tests.integration.transport.rig import (
    WITHIN_S,
    Recorder,
    app_of,
    clicks,
    inbound,
    numbered,
    produce,
    running,
    settings_for,
    until,
)


@pytest.fixture
def settings(kafka: str, topic_prefix: str) -> Settings:
    settings = settings_for(kafka, topic_prefix)
    create_topics(settings)
    return settings


async def test_a_poll_is_one_message_of_one_topic_partition_and_nothing_is_missing(settings: Settings) -> None:
    tps = [TP(topic, partition) for topic in inbound(settings) for partition in range(2)]
    for tp in tps:
        produce(settings.kafka, numbered(tp, 500))
    recorder = Recorder()
    async with running(app_of(settings, recorder)):
        await until(lambda: sum(recorder.counts.values()) >= 500 * len(tps))
    for tp in tps:
        records = [record for poll in recorder.of(tp) for record in poll.records]
        assert [record.offset for record in records] == list(range(500))
        assert [record.value for record in records] == [b"%d" % n for n in range(500)]
        assert {topic_name(settings, record.topic) for record in records} == {tp.topic}
        assert {record.partition for record in records} == {tp.partition}
        #  500 small records are one answer of the broker; what it had not sent yet came in one or two polls more.
        assert len(recorder.of(tp)) <= 3
        assert recorder.of(tp)[-1].position == recorder.of(tp)[-1].end == 500


async def test_one_poll_brings_no_more_records_of_a_partition_than_its_bound(settings: Settings) -> None:
    tp = clicks(settings)
    produce(settings.kafka, numbered(tp, 20_000))
    recorder = Recorder()
    app = app_of(settings, recorder)
    async with running(app):
        await until(lambda: recorder.counts[tp] == 20_000)
    assert max(len(poll.records) for poll in recorder.polls) == app.conf.broker_max_poll_records
    assert [record.offset for poll in recorder.of(tp) for record in poll.records] == list(range(20_000))


async def test_a_full_topic_partition_is_left_out_and_holds_up_no_other(settings: Settings) -> None:
    full, same_lane, same_topic = clicks(settings), TP(topic_name(settings, "purchases"), 0), clicks(settings, 1)
    produce(settings.kafka, numbered(full, 20_000))
    recorder = Recorder()
    async with running(app_of(settings, recorder)):
        await until(lambda: recorder.counts[full])
        recorder.held.add(full)
        had, waits_s = recorder.counts[full], []
        for n in range(1, 21):
            other = (same_lane, same_topic)[n % 2]
            asked_s = monotonic()
            expected = recorder.counts[other] + 1
            await asyncio.to_thread(produce, settings.kafka, numbered(other, 1))
            await until(lambda other=other, expected=expected: recorder.counts[other] == expected)  # type: ignore[misc] # mypy cannot infer a lambda with defaults
            waits_s.append(monotonic() - asked_s)
        #  Faust's own way waits out its whole poll, 1 s; this is with producing and its acknowledgement.
        assert sorted(waits_s)[10] < 0.2
        assert max(waits_s) < 0.8
        assert recorder.counts[full] <= had + 4000  # at most what was on its way when it became full
        recorder.held.clear()
        await until(lambda: recorder.counts[full] == 20_000)
    assert [record.offset for poll in recorder.of(full) for record in poll.records] == list(range(20_000))


async def test_all_partitions_may_be_full_and_are_read_on_as_soon_as_they_are_not(settings: Settings) -> None:
    tp = clicks(settings)
    recorder = Recorder()
    async with running(app_of(settings, recorder)):
        await until(lambda: tp in recorder.seeks)
        recorder.held |= recorder.assigned
        produce(settings.kafka, numbered(tp, 10))
        await asyncio.sleep(0.3)  # nothing must happen meanwhile
        assert recorder.counts[tp] == 0
        recorder.held.clear()
        freed_s = monotonic()
        await until(lambda: recorder.counts[tp] == 10)
        assert monotonic() - freed_s < 0.5


async def test_nothing_is_read_before_it_was_sought(settings: Settings) -> None:
    tp, other = clicks(settings), clicks(settings, 1)
    produce(settings.kafka, [*numbered(tp, 10), *numbered(other, 10)])
    recorder = Recorder(start=None)
    async with running(app_of(settings, recorder)):
        await recorder.seek_all([other], 4)
        await until(lambda: recorder.counts[other] == 6)
        assert recorder.counts[tp] == 0
        assert recorder.of(other)[0].records[0].offset == 4


async def test_what_was_polled_before_a_seek_never_carries_its_count(settings: Settings) -> None:
    tp = clicks(settings)
    produce(settings.kafka, numbered(tp, 30_000))
    recorder = Recorder()
    targets = {1: 0}
    async with running(app_of(settings, recorder)):
        for n in range(200):
            await asyncio.sleep(0.001 * (n % 7))
            target = (n * 1009) % 20_000
            await recorder.seek_all([tp], target)
            targets[recorder.seeks[tp]] = target
        await until(lambda: recorder.polls and recorder.polls[-1].position == 30_000)
    assert len({poll.seek for poll in recorder.of(tp)}) > 20  # many seeks were followed by a poll before the next
    reached: dict[int, int] = {}
    for poll in recorder.of(tp):
        assert poll.records[0].offset == reached.get(poll.seek, targets[poll.seek])
        assert [r.offset for r in poll.records] == list(range(poll.records[0].offset, poll.position))
        reached[poll.seek] = poll.position


async def test_records_before_an_unreadable_one_are_read_again_and_not_skipped(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    tp, other = clicks(settings), clicks(settings, 1)
    produce(settings.kafka, [*numbered(tp, 100), *numbered(other, 100)])
    convert, failures = BatchConsumer._record, iter([True, True])

    def fail_twice(self: BatchConsumer, at: TP, record: Any) -> Record:
        #  A broken record, as the client meets one: in the middle of what it has fetched.
        if at == tp and record.offset == 50 and next(failures, False):
            raise CorruptRecordException("as a disk or a network may leave it")
        return convert(self, at, record)

    monkeypatch.setattr(BatchConsumer, "_record", fail_twice)
    recorder = Recorder()
    async with running(app_of(settings, recorder)):
        await until(lambda: recorder.counts[other] == 100)
        assert recorder.counts[tp] == 0
        await until(lambda: recorder.counts[tp] == 100)
    assert [r.offset for poll in recorder.of(tp) for r in poll.records] == list(range(100))


async def test_marks_of_transactions_move_the_position_to_the_end(settings: Settings) -> None:
    tp = clicks(settings)
    producer = Producer({"bootstrap.servers": settings.kafka, "transactional.id": settings.instance})
    producer.init_transactions(WITHIN_S)
    for n in range(3):
        producer.begin_transaction()
        producer.produce(tp.topic, b"%d" % n, b"key", tp.partition)
        producer.commit_transaction(WITHIN_S)
    recorder = Recorder()
    async with running(app_of(settings, recorder)):
        assert recorder.source is not None
        ends = await recorder.source.ends([tp])
        assert ends[tp] == 6  # three records, three marks
        await until(lambda: recorder.of(tp) and recorder.of(tp)[-1].position == ends[tp])
    assert [r.value for poll in recorder.of(tp) for r in poll.records] == [b"0", b"1", b"2"]


async def test_a_topic_never_ends_before_what_was_read_of_it(settings: Settings) -> None:
    tp = clicks(settings)
    produce(settings.kafka, numbered(tp, 500))  # the demo's broker says that this ends at 1
    recorder = Recorder()
    async with running(app_of(settings, recorder)):
        await until(lambda: recorder.counts[tp] == 500)
        assert recorder.source is not None
        assert (await recorder.source.ends([tp]))[tp] == 500


async def test_a_topic_that_is_not_ours_takes_fausts_own_way(settings: Settings) -> None:
    theirs = TP(topic_name(settings, "alerts"), 0)
    produce(settings.kafka, [*numbered(theirs, 50), *numbered(clicks(settings), 50)])
    recorder = Recorder()
    app = app_of(settings, recorder)
    seen: list[bytes] = []

    async def each(stream: object) -> None:
        async for value in stream:  # type: ignore[attr-defined] # Faust ships no types
            seen.append(value)  # noqa: PERF401 # the stream never ends

    app.agent(app.topic(theirs.topic, value_serializer="raw"), name="theirs")(each)
    async with running(app):
        await until(lambda: len(seen) == 50 and recorder.counts[clicks(settings)] == 50)
    assert seen == [b"%d" % n for n in range(50)]


async def test_offsets_are_asked_of_the_broker_now(settings: Settings) -> None:
    need_apache(settings.kafka, "true answer to where a topic ends")
    tp = clicks(settings)
    recorder = Recorder()
    async with running(app_of(settings, recorder)):
        assert recorder.source is not None
        for n in range(1, 4):
            produce(settings.kafka, numbered(tp, 5))
            assert await recorder.source.ends([tp]) == {tp: 5 * n}
        assert await recorder.source.starts([tp, clicks(settings, 1)]) == {tp: 0, clicks(settings, 1): 0}


async def test_a_session_of_fetches_reads_each_partition_from_where_it_was_sought(settings: Settings) -> None:
    need_apache(settings.kafka, "sessions")
    tps = [TP(topic, partition) for topic in inbound(settings) for partition in range(2)]
    recorder = Recorder()
    app = app_of(settings, recorder)
    async with running(app):
        await until(lambda: len(recorder.seeks) == len(tps))
        fetches = app.consumer._thread._consumer._fetcher._client
        for n in range(20):
            await asyncio.to_thread(produce, settings.kafka, numbered(tps[n % len(tps)], 1, n))
            await until(lambda n=n: sum(recorder.counts.values()) == n + 1)  # type: ignore[misc] # mypy cannot infer a lambda with defaults
        (session,) = fetches._sessions.values()
        assert session._id > 0
        assert set(session._held) == {(tp.topic, tp.partition) for tp in tps}
        #  Sought again where it has read on from: nothing of it is said to the broker twice, and it comes twice.
        await recorder.seek_all([tps[0]], 0)
        await until(lambda: recorder.counts[tps[0]] == 4)
    assert [record.value for poll in recorder.of(tps[0]) for record in poll.records] == [b"0", b"10", b"0", b"10"]
    assert all(recorder.counts[tp] == 2 for tp in tps[1:])


class Fetches:
    """How many partitions each fetch of a running app names, and how long it may wait for a record, ms."""

    def __init__(self, app: BatchApp) -> None:
        self.asked: list[tuple[int, int]] = []
        client = app.consumer._thread._consumer._fetcher._client
        self._send = client.send
        client.send = self._watch

    async def _watch(self, node_id: int, request: Any, **options: Any) -> Any:
        if isinstance(request, FetchRequest):
            self.asked.append((sum(len(parts) for _, parts in request.topics), request._max_wait_ms))
        return await self._send(node_id, request, **options)


async def test_only_a_fetch_that_leaves_partitions_out_is_answered_soon_without_a_record(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harken.transport.driver.SEEKING_S", 0.0)
    tp, tps = clicks(settings), 2 * len(INBOUND)
    recorder = Recorder()
    app = app_of(settings, recorder)
    async with running(app):
        await until(lambda: len(recorder.seeks) == tps)
        asked = Fetches(app).asked
        await until(lambda: len(asked) >= 3)
        assert set(asked) == {(tps, FETCH_MAX_WAIT_MS)}
        recorder.held.add(tp)
        await asyncio.to_thread(produce, settings.kafka, numbered(tp, 1))
        await until(lambda: asked[-1] == (tps - 1, LEFT_OUT_MAX_WAIT_MS))
        recorder.held.clear()
        await until(lambda: recorder.counts[tp] == 1 and asked[-1] == (tps, FETCH_MAX_WAIT_MS))


async def test_while_partitions_are_sought_no_fetch_waits_long(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harken.transport.driver.SEEKING_S", 0.0)
    recorder = Recorder()
    app = app_of(settings, recorder)
    async with running(app):
        await until(lambda: len(recorder.seeks) == 2 * len(INBOUND))
        asked = Fetches(app).asked
        await until(lambda: asked)
        monkeypatch.setattr("harken.transport.driver.SEEKING_S", 60.0)
        await recorder.seek_all([clicks(settings)], 0)
        await until(lambda: asked[-1][1] == LEFT_OUT_MAX_WAIT_MS)
        before = len(asked)
        await until(lambda: len(asked) >= before + 3)
        assert {wait_ms for _, wait_ms in asked[before:]} == {LEFT_OUT_MAX_WAIT_MS}


def test_every_inbound_topic_is_one_of_ours(settings: Settings) -> None:
    app = app_of(settings, Recorder())
    assert app.short_names == {topic_name(settings, short): short for short in INBOUND}
    assert app.short_names[topic_name(settings, CLICKS)] == CLICKS
