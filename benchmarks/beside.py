"""Engines that only count, on the very events of the pipeline's benchmark: one topic has copies of them all."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.engines.environments import python_of
from benchmarks.engines.measure import Course
from benchmarks.engines.result import Score
from benchmarks.engines.roster import ROSTER
from benchmarks.load import Load, events
from tests.services.local_kafka import LocalKafka
from tests.services.local_redis import LocalRedis

#: How many times as fast as each the whole pipeline is to be.
GOALS: Final[Mapping[str, float]] = {"quix": 1.0, "bytewax": 1.0}
#: Of the events, whose time is taken off: what starting costs is no part of a rate.
PART: Final = 0.25


class Mix(NamedTuple):
    """A load as everybody can count it; of `load` the first `events`."""

    load: Load
    events: int

    def drawn(self) -> Sequence[str]:
        """The customer of each event, in order."""
        return [customer for customer, _ in self.messages()]

    def messages(self) -> Iterator[tuple[str, bytes]]:
        """Yield (customer, JSON), whatever the topic."""
        return islice(((customer, value) for _, customer, value in events(self.load)), self.events)

    def first(self, events: int) -> "Mix":
        """The first so many of them."""
        return self._replace(events=events)


class Beside:
    """Engines, each run in turn with the pipeline.

    Parameters
    ----------
    names : of the roster; must be installed (`make .venv/.peers`).
    load : what they count.
    """

    def __init__(self, names: Sequence[str], load: Load, kafka: LocalKafka, redis: LocalRedis, root: Path) -> None:
        self.scores = {contender.name: Score(contender) for contender in ROSTER if contender.name in names}
        self._pythons = {name: python_of(score.contender) for name, score in self.scores.items()}
        mix = Mix(load, load.size)
        part = mix.first(max(1, round(load.size * PART)))
        both = (("mix-part", part), ("mix", mix)) if names else ()
        self._courses = [Course(name, some, kafka, redis, root) for name, some in both]

    def run(self, name: str) -> None:
        """One more run of one of them. Raises RuntimeError where its counts are wrong."""
        score, python = self.scores[name], self._pythons[name]
        start, run = (course.run(score.contender, python) for course in self._courses)
        if void := start.void or run.void:
            raise RuntimeError(f"{name}: {void}")
        self.scores[name] = score._replace(starts=[*score.starts, start], runs=[*score.runs, run])
