"""What the transport's tests run: an app whose intake writes down all that happens to it."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager

from confluent_kafka import Producer
from faust.types import TP
from kafka.admin import KafkaAdminClient

from harken.events import INBOUND
from harken.settings import Settings, load_settings
from harken.topics import topic_name
from harken.transport import BatchApp, batches, create_app
from harken.transport.ports import NotAssigned, Poll, Source

WITHIN_S = 20.0


class Recorder:
    """An intake without lanes: seeks everything it is given to `start`, takes all, and remembers the order of calls."""

    def __init__(self, *, start: int | None = 0) -> None:
        self.start = start
        self.calls: list[str] = []
        self.assigned: frozenset[TP] = frozenset()
        self.polls: list[Poll] = []
        self.counts: Counter[TP] = Counter()
        self.held: set[TP] = set()
        self.lost: list[TP] = []
        self.offsets: dict[TP, int] = {}
        self.seeks: dict[TP, int] = {}
        self.source: Source | None = None
        self.generation = 0
        self.finish: Callable[[], None] = lambda: None
        self._task: asyncio.Task[None] | None = None

    def admits(self, tp: TP) -> bool:
        """Everything that is not held."""
        return tp not in self.held

    def durable(self) -> Mapping[TP, int]:
        """What the test has put there."""
        return self.offsets

    async def on_assigned(self, assigned: frozenset[TP], generation: int, source: Source) -> None:
        """Begin to seek, as a lane would, in a task of its own."""
        self.calls.append("assigned")
        self.assigned, self.generation, self.source = assigned, generation, source
        if self.start is not None:
            self._task = asyncio.create_task(self.seek_all(assigned, self.start))

    async def on_revoked(self, revoked: frozenset[TP]) -> None:
        """Forget what is gone."""
        self.calls.append("revoked")
        self.assigned -= revoked
        self.finish()

    def on_lost(self, tp: TP) -> None:
        """Remember."""
        self.lost.append(tp)

    async def seek_all(self, tps: Iterable[TP], offset: int) -> None:
        """Seek each, for as long as it is ours."""
        assert self.source is not None
        for tp in tps:
            try:
                self.seeks[tp] = await self.source.seek(tp, offset)
            except NotAssigned:
                return

    async def take(self, stream: AsyncIterable[Sequence[Poll]]) -> None:
        """The agent."""
        async for polls in stream:
            self.polls += polls
            for poll in polls:
                self.counts[poll.tp] += len(poll.records)

    def of(self, tp: TP) -> list[Poll]:
        """Polls of one topic partition, in order."""
        return [poll for poll in self.polls if poll.tp == tp]

    def partitions(self) -> Mapping[str, frozenset[int]]:
        """Assigned partition numbers by topic."""
        found = defaultdict(set)
        for tp in self.assigned:
            found[tp.topic].add(tp.partition)
        return {topic: frozenset(numbers) for topic, numbers in found.items()}


def settings_for(kafka: str, prefix: str, **more: object) -> Settings:
    """Settings whose topics and group no other test has; timeouts that every broker takes."""
    given = {"partitions": 2, "session_timeout_s": 6, "rebalance_timeout_s": 8, **more}
    return load_settings({}, kafka=kafka, topic_prefix=prefix, instance=prefix.strip("."), **given)


def app_of(settings: Settings, recorder: Recorder) -> BatchApp:
    """The app of role `activity` with the recorder in place of lanes."""
    app = create_app(settings, recorder, "activity")
    app.agent(batches(app, *inbound(settings)), name="activity")(recorder.take)
    return app


def inbound(settings: Settings) -> list[str]:
    """Full names of the five inbound topics."""
    return [topic_name(settings, short) for short in INBOUND]


def clicks(settings: Settings, partition: int = 0) -> TP:
    """A partition of the clicks."""
    return TP(topic_name(settings, "clicks"), partition)


@asynccontextmanager
async def running(*apps: BatchApp) -> AsyncIterator[None]:
    """Apps, started at the same time and stopped whatever happens."""
    starts = [asyncio.create_task(app.start()) for app in apps]
    try:
        await asyncio.gather(*starts)
        yield
    finally:
        await asyncio.gather(*(app.stop() for app in apps))


async def until(true: Callable[[], object], within_s: float = WITHIN_S) -> None:
    """Wait until something is true; fails when it is not in time."""
    async with asyncio.timeout(within_s):
        while not true():  # noqa: ASYNC110 # what is waited for is others' state, which no event announces
            await asyncio.sleep(0.005)


def produce(kafka: str, records: Iterable[tuple[TP, bytes]], **config: object) -> None:
    """Write records to partitions and wait until they are there."""
    producer = Producer({"bootstrap.servers": kafka, "linger.ms": 1, "compression.type": "lz4", **config})
    for tp, value in records:
        producer.produce(tp.topic, value, b"key", tp.partition)
        producer.poll(0)
    assert producer.flush(WITHIN_S) == 0


def numbered(tp: TP, count: int, start: int = 0) -> Iterable[tuple[TP, bytes]]:
    """Records that say which one they are."""
    return ((tp, b"%d" % n) for n in range(start, start + count))


def committed(kafka: str, group: str) -> dict[TP, int]:
    """The group's offsets, as the broker has them."""
    admin = KafkaAdminClient(bootstrap_servers=kafka)
    try:
        offsets = admin.list_group_offsets(group)
        found = offsets.get(group, offsets)  # by group where several may be asked for
        return {TP(tp.topic, tp.partition): at.offset for tp, at in found.items() if at.offset >= 0}
    finally:
        admin.close()
