"""Who gets which partitions, in which order lanes hear of it, and how workers come and go."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

import pytest
from kafka.admin import KafkaAdminClient

from harken.settings import Settings
from harken.topics import create_topics
from harken.transport.ports import NotAssigned
from tests.integration.brokers import need_apache
from tests.integration.transport.rig import (
    Recorder,
    app_of,
    clicks,
    committed,
    inbound,
    numbered,
    produce,
    running,
    settings_for,
    until,
)

PARTITIONS = 4


@pytest.fixture
def settings(kafka: str, topic_prefix: str) -> Settings:
    settings = settings_for(kafka, topic_prefix, partitions=PARTITIONS)
    create_topics(settings)
    return settings


def shared_out(settings: Settings, recorders: list[Recorder]) -> bool:
    """Whether every partition of every topic is with one of them, in one generation."""
    numbers = [number for recorder in recorders for (_, number) in recorder.assigned]
    return len(numbers) == PARTITIONS * len(inbound(settings)) and len({r.generation for r in recorders}) == 1


async def test_topics_that_a_broker_knew_nothing_of_are_shared_out_when_it_does(kafka: str, topic_prefix: str) -> None:
    settings = settings_for(kafka, topic_prefix, partitions=PARTITIONS)
    recorder = Recorder()
    async with running(app_of(settings, recorder)):
        assert not recorder.assigned
        await asyncio.to_thread(create_topics, settings)
        await until(lambda: shared_out(settings, [recorder]))


@pytest.mark.parametrize("workers", [1, 2, 3])
async def test_a_worker_has_the_same_partitions_of_all_five_topics(settings: Settings, workers: int) -> None:
    recorders = [Recorder() for _ in range(workers)]
    async with running(*(app_of(settings, recorder) for recorder in recorders)):
        #  In the generation in which the last one joined it may be a spare; the next gives it its share.
        await until(lambda: shared_out(settings, recorders) and all(recorder.assigned for recorder in recorders))
        lanes = []
        for recorder in recorders:
            parts = recorder.partitions()
            assert set(parts) == set(inbound(settings))
            assert len(set(parts.values())) == 1  # no lane is split
            lanes += sorted(next(iter(parts.values())))
        assert sorted(lanes) == list(range(PARTITIONS))


async def test_a_worker_that_comes_or_goes_revokes_before_it_assigns_and_nothing_is_missed(settings: Settings) -> None:
    tps = [clicks(settings, n) for n in range(PARTITIONS)]
    first, second = Recorder(), Recorder()
    one, two = app_of(settings, first), app_of(settings, second)
    async with running(one):
        await until(lambda: shared_out(settings, [first]))
        generation = first.generation
        async with running(two):
            await until(lambda: shared_out(settings, [first, second]))
            assert first.calls == ["assigned", "revoked", "assigned"]
            assert second.calls == ["assigned"]
            assert first.generation == second.generation > generation
            for tp in tps:
                produce(settings.kafka, numbered(tp, 10))
            await until(lambda: all(first.counts[tp] + second.counts[tp] == 10 for tp in tps))
            gone = next(tp for tp in tps if tp not in first.assigned)
            assert first.source is not None
            with pytest.raises(NotAssigned):
                await first.source.seek(gone, 0)
        await until(lambda: shared_out(settings, [first]))
        assert second.calls == ["assigned", "revoked"]
        assert first.calls == ["assigned", "revoked"] * 2 + ["assigned"]
        await until(lambda: all({r.offset for p in first.of(tp) for r in p.records} == set(range(10)) for tp in tps))
    for recorder in (first, second):
        for poll in recorder.polls:
            assert poll.generation <= recorder.generation


async def test_a_lane_that_does_not_stop_holds_a_rebalance_up_for_half_its_timeout_at_most(settings: Settings) -> None:
    need_apache(settings.kafka, "bound of its own on joining")

    class Stubborn(Recorder):
        async def on_revoked(self, revoked: frozenset) -> None:  # type: ignore[type-arg] # as the base class
            await super().on_revoked(revoked)
            await asyncio.Event().wait()

    first, second = Stubborn(), Recorder()
    async with running(app_of(settings, first)):
        asked_s = monotonic()
        async with running(app_of(settings, second)):
            await until(lambda: shared_out(settings, [first, second]))
            assert monotonic() - asked_s < settings.rebalance_timeout_s


@asynccontextmanager
async def process(settings: Settings) -> AsyncIterator[Process]:
    """A worker in a process of its own; it has been assigned something when this begins."""
    program = (sys.executable, "-m", "tests.integration.transport.worker_process", settings.model_dump_json())
    worker = await asyncio.create_subprocess_exec(*program, stdout=PIPE, env=dict(os.environ))
    try:
        assert await line(worker) == "assigned"
        yield worker
    finally:
        if worker.returncode is None:
            worker.kill()
        await worker.wait()


async def line(worker: Process) -> str:
    """The next line that a worker says."""
    assert worker.stdout is not None
    return (await asyncio.wait_for(worker.stdout.readline(), 30)).decode().strip()


def members(settings: Settings) -> int:
    """How many the group has, as the broker knows it."""
    admin = KafkaAdminClient(bootstrap_servers=settings.kafka)
    try:
        groups = admin.describe_groups([f"harken-{settings.instance}-activity"])
        found = groups if isinstance(groups, list) else list(groups.values())
        return len(found[0]["members"])
    finally:
        admin.close()


async def test_what_a_killed_worker_had_is_with_another_after_its_session(settings: Settings) -> None:
    recorder = Recorder()
    async with process(settings) as worker, running(app_of(settings, recorder)):
        await until(lambda: len(recorder.assigned) == 2 * len(inbound(settings)))
        worker.kill()
        killed_s = monotonic()
        await until(lambda: shared_out(settings, [recorder]))
        assert monotonic() - killed_s < settings.session_timeout_s + settings.rebalance_timeout_s
        produce(settings.kafka, numbered(clicks(settings, 3), 10))
        produce(settings.kafka, numbered(clicks(settings, 0), 10))
        await until(lambda: recorder.counts[clicks(settings, 3)] == recorder.counts[clicks(settings, 0)] == 10)
        async with process(settings):
            await until(lambda: len(recorder.assigned) == 2 * len(inbound(settings)))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_first_signal_drains_commits_and_leaves_the_group(settings: Settings, number: signal.Signals) -> None:
    need_apache(settings.kafka, "description of groups")
    tp = clicks(settings)
    produce(settings.kafka, numbered(tp, 25))
    async with process(settings) as worker:
        assert await line(worker) == "read 25"
        assert members(settings) == 1
        worker.send_signal(number)
        assert await asyncio.wait_for(worker.wait(), 10) == 0
        assert await line(worker) == "revoked"
        assert await line(worker) == "left"
        assert members(settings) == 0
    assert committed(settings.kafka, f"harken-{settings.instance}-activity")[tp] == 25


async def test_the_second_signal_ends_at_once(settings: Settings) -> None:
    async with process(settings.model_copy(update={"instance": settings.instance + "-stubborn"})) as worker:
        worker.send_signal(signal.SIGTERM)
        assert await line(worker) == "revoked"  # and now it hangs there
        worker.send_signal(signal.SIGTERM)
        sent_s = monotonic()
        assert await asyncio.wait_for(worker.wait(), 10) == -signal.SIGTERM
        assert monotonic() - sent_s < 1
