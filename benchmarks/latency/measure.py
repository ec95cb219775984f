"""One run: a target at a rate, from the moment an event was due to the moment its answer could be read."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep, time
from typing import NamedTuple

import numpy as np
from confluent_kafka import KafkaException
from numpy.typing import NDArray
from redis import Redis

from benchmarks.engines.measure import PARTITIONS
from benchmarks.engines.task import Task
from benchmarks.engines.topics import Sink, remove_topics
from benchmarks.engines.tree import tree_cpu_s
from benchmarks.latency.gun import new_producer
from benchmarks.latency.shots import READY, SHOTS
from benchmarks.latency.targets import PIPELINE, Target
from harken.settings import load_settings
from harken.topics import create_topics
from tests.services.child import Child
from tests.services.local_kafka import LocalKafka
from tests.services.local_redis import LocalRedis

READY_WITHIN_S = 90.0
ASK_EVERY_S = 0.25
#: A broker that has made a run's topics and removed those of the last one is busy with it for some seconds, with a
#: whole core; so much of one it takes at most where it is done. Some targets keep it busier than that by waiting.
AT_REST = 0.15
REST_LOOK_S = 1.0
REST_WITHIN_S = 15.0
#: Of a log that tells why there is no result.
TAIL_CHARS = 300


class Heard(NamedTuple):
    """What came of one run.

    Parameters
    ----------
    rate : events a second that were sent.
    seconds : latencies of those asked about, sorted; infinite where no answer came.
    late_s : how late the sender itself was, at worst.
    void : why it does not count; empty where it does.
    """

    rate: float
    seconds: NDArray[np.float64]
    late_s: float
    void: str = ""

    def at(self, quantile: float) -> float:
        """The latency that so many (0 to 1) of the events do not exceed, seconds: one that was measured."""
        return float(np.quantile(self.seconds, quantile, method="higher"))


class Range(NamedTuple):
    """Where it is measured.

    Parameters
    ----------
    warm_s, measured_s : events are sent for both; those of the first are not counted.
    """

    kafka: LocalKafka
    redis: LocalRedis
    root: Path
    warm_s: float
    measured_s: float

    def run(self, target: Target, python: str, rate: float, number: int) -> Heard:
        """Start it, wait until it answers, send for a while, and listen."""
        name = f"latency-{target.name}-{number}"
        folder = self.root / name
        folder.mkdir()
        Redis.from_url(self.redis.url).flushdb()
        prefix = f"{name}."
        said = f"{prefix}alerts" if target.name == PIPELINE else f"{name}.said"
        task = Task(self.kafka.bootstrap, self.redis.url, prefix, name, said, PARTITIONS, folder)
        variables = task.environment()
        create_topics(load_settings(variables))
        sink = Sink(self.kafka.bootstrap, said, PARTITIONS, make=target.name != PIPELINE)
        child = Child(target.command(python, task), self.root / f"{name}.log", variables)
        try:
            self._wait_until_ready(target, prefix, sink, child)
            self._let_broker_rest()
            return self._measure(target, prefix, said, rate, folder)
        except NoAnswer as why:
            return Heard(rate, np.array([np.inf]), 0.0, f"{why}: {child.output().strip()[-TAIL_CHARS:]}")
        finally:
            child.stop()
            #  Compacted topics are cleaned as long as they are there, by the broker that the next run is measured on.
            remove_topics(self.kafka.bootstrap, prefix)

    def _wait_until_ready(self, target: Target, prefix: str, sink: Sink, child: Child) -> None:
        """Ask it until it answers. Raises NoAnswer."""
        producer, shot = new_producer(self.kafka.bootstrap), SHOTS[target.shots].shot
        deadline_s = monotonic() + READY_WITHIN_S
        while not _says(sink.said):
            if not child.running or monotonic() > deadline_s:
                raise NoAnswer("it ended" if not child.running else f"no answer within {READY_WITHIN_S:g} s")
            topic, customer, value = shot(READY, round(time() * 1000))
            producer.produce(prefix + topic, value, customer.encode())
            producer.flush()
            sleep(ASK_EVERY_S)

    def _let_broker_rest(self) -> None:
        deadline_s = monotonic() + REST_WITHIN_S
        while monotonic() < deadline_s:
            before_s = tree_cpu_s(self.kafka.pid)
            sleep(REST_LOOK_S)
            if tree_cpu_s(self.kafka.pid) - before_s < AT_REST * REST_LOOK_S:
                return

    def _measure(self, target: Target, prefix: str, said: str, rate: float, folder: Path) -> Heard:
        events, warm = round((self.warm_s + self.measured_s) * rate), round(self.warm_s * rate)
        found, report = folder / "found.npy", folder / "report.json"
        kafka, run = self.kafka.bootstrap, [sys.executable, "-m"]
        ear = Child([*run, "benchmarks.latency.ear", kafka, said, target.shots, str(events), str(found)],
                    folder / "ear.log")  # fmt: skip
        gun = Child([*run, "benchmarks.latency.gun", kafka, prefix, target.shots, str(rate), str(events), str(report)],
                    folder / "gun.log")  # fmt: skip
        try:
            _wait_for(gun, report)
            _wait_for(ear, found)
        finally:
            gun.stop()
            ear.stop()
        told = json.loads(report.read_text())
        every = SHOTS[target.shots].asked_every
        asked = np.arange(0, events, every)
        asked = asked[asked >= warm]
        latencies = np.load(found)[asked] - (told["started_s"] + asked / rate)
        missing = int(np.isnan(latencies).sum())
        seconds = np.sort(np.nan_to_num(latencies, nan=np.inf))
        return Heard(rate, seconds, told["late_s"], f"{missing:,} of {len(asked):,} got no answer" if missing else "")


class NoAnswer(Exception):
    """The target never said anything."""


def _says(said: Callable[[], int]) -> bool:
    try:
        return said() > 0
    except KafkaException:
        return False


def _wait_for(child: Child, written: Path) -> None:
    """Until it has ended. Raises RuntimeError where it wrote nothing."""
    while child.running:
        sleep(0.05)
    if not written.exists():
        raise RuntimeError(f"{child.output().strip()[-TAIL_CHARS:]}")
