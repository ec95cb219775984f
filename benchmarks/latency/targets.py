"""Whose latency is measured, and how each is started."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from benchmarks.engines.roster import HARKEN, ROSTER, Contender
from benchmarks.engines.task import Task

PIPELINE: Final = "pipeline"
#: The loop that everybody could write: harken's tail may be twice as long as its.
BY_HAND: Final = "confluent"
#: Of the engines' roster, those that say a count for each event as soon as they can: Pathway says in minibatches of
#: 1.5 s, and two Fausts are one too many.
COUNTING: Final = (HARKEN, "faust-table", "quix", "bytewax", "aiokafka", BY_HAND)


class Target(NamedTuple):
    """One that is measured.

    Parameters
    ----------
    name : as it is chosen by (`--only`).
    title : as it is shown.
    shots : what is sent to it (`benchmarks.latency.shots.SHOTS`).
    contender : whose library and Python it is.
    """

    name: str
    title: str
    shots: str
    contender: Contender

    def command(self, python: str, task: Task) -> Sequence[str]:
        """What starts it; a worker is told by its environment."""
        if self.name == PIPELINE:
            return [python, "-m", "harken.cli", "worker", "--role", "activity"]
        return [python, "-m", f"benchmarks.engines.contenders.{self.contender.module}", *task.arguments()]


_BY_NAME: Final = {contender.name: contender for contender in ROSTER}
TARGETS: Final = (
    Target(PIPELINE, "harken, whole pipeline: event to alert", "shop", _BY_NAME[HARKEN]),
    *(Target(name, _BY_NAME[name].title, "counts", _BY_NAME[name]) for name in COUNTING),
)
