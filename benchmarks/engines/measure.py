"""One run of one contender: from the start of its process to its last message, looked at from outside only."""

from collections.abc import Mapping
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

from redis import Redis

from benchmarks.engines.keys import Events, send
from benchmarks.engines.roster import Contender
from benchmarks.engines.task import Task
from benchmarks.engines.topics import Sink
from benchmarks.engines.tree import tree_cpu_s
from benchmarks.engines.verdict import counted, faults
from harken.settings import load_settings
from harken.topics import create_topics
from tests.services.child import Child
from tests.services.local_kafka import LocalKafka
from tests.services.local_redis import LocalRedis

PARTITIONS = 12
LOOK_EVERY_S = 0.05
#: What has said nothing new for so long is given up.
SILENT_WITHIN_S = 60.0
#: Of the log of one that ended.
TAIL_CHARS = 400


class Run(NamedTuple):
    """What one run took.

    Parameters
    ----------
    events : that were counted.
    wall_s : from the start of the process to the last message on the broker.
    cpu_s : of the contender's process and what it started, until then.
    servers_s : processor time of broker and store meanwhile.
    void : why it does not count; empty where its result is right.
    """

    events: int
    wall_s: float
    cpu_s: float
    servers_s: float
    void: str = ""


class Course:
    """Events in a topic, filled once, and what must come of them.

    Parameters
    ----------
    name : the prefix of its topics.
    keys : whose events.
    """

    def __init__(self, name: str, keys: Events, kafka: LocalKafka, redis: LocalRedis, root: Path) -> None:
        self.name = name
        self.keys = keys
        self.expected: Mapping[str, int] = counted(keys.drawn())
        self._kafka = kafka
        self._redis = redis
        self._root = root
        self._runs = 0
        settings = load_settings({
            "HARKEN_KAFKA": kafka.bootstrap,
            "HARKEN_TOPIC_PREFIX": f"{name}.",
            "HARKEN_PARTITIONS": str(PARTITIONS),
            "HARKEN_BROKER_TIMEOUT_S": "60",
        })  # fmt: skip
        create_topics(settings)
        send(settings, keys)

    def run(self, contender: Contender, python: str) -> Run:
        """Let it count them all, from the beginning, and look whether it did."""
        self._runs += 1
        name = f"{self.name}-{contender.name}-{self._runs}"
        folder = self._root / name
        folder.mkdir()
        Redis.from_url(self._redis.url).flushdb()
        sink = Sink(self._kafka.bootstrap, f"{name}.said", PARTITIONS)
        prefix = f"{self.name}."
        task = Task(self._kafka.bootstrap, self._redis.url, prefix, name, sink.name, PARTITIONS, folder)
        command = [python, "-m", f"benchmarks.engines.contenders.{contender.module}", *task.arguments()]
        servers_s, began_s = self._servers_s(), monotonic()
        child = Child(command, self._root / f"{name}.log")
        try:
            void = _wait(child, sink, self.keys.events)
            wall_s, cpu_s = monotonic() - began_s, tree_cpu_s(child.pid)
            servers_s = self._servers_s() - servers_s
        finally:
            child.stop()
        void = void or faults(self.expected, sink.values())
        sink.remove()
        return Run(self.keys.events, wall_s, cpu_s, servers_s, void)

    def _servers_s(self) -> float:
        return tree_cpu_s(self._kafka.pid) + tree_cpu_s(self._redis.pid)


def _wait(child: Child, sink: Sink, events: int) -> str:
    """Until all is said; why it never will be, in words."""
    said, since_s = 0, monotonic()
    while said < events:
        if not child.running:
            return f"it ended: {child.output().strip()[-TAIL_CHARS:]}"
        if (now := sink.said()) > said:
            said, since_s = now, monotonic()
        if monotonic() - since_s > SILENT_WITHIN_S:
            return f"{said:,} messages of {events:,}, and no more for {SILENT_WITHIN_S:g} s"
        sleep(LOOK_EVERY_S)
    return ""
