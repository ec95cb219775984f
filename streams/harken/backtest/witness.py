"""In the place of a lane's speech: takes down what a broker would have been told, and says nothing."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from harken.alert import Alert
from harken.batch import Outcome
from harken.example import CHURN, RHYTHM, VISIT, ChurnExample, ExamplePack, RhythmExample, VisitExample
from harken.features import FEATURE_NAMES
from harken.lane.speech import Speech
from harken.outbox import Outbox
from harken.topics import TOPICS

_SILENCE = Outbox((), ())


class Witness(Speech):
    """What the lanes have said since it was last taken: alerts, and the examples of a step."""

    def __init__(self) -> None:
        super().__init__({topic.name: topic.name for topic in TOPICS}, FEATURE_NAMES)
        self._alerts: list[Alert] = []
        self.labels: list[ChurnExample] = []
        self.rhythms: list[RhythmExample] = []
        self.visits: list[VisitExample] = []

    def outbox(self, lane: int, outcome: Outcome) -> Outbox:
        """Take it down; an empty outbox."""
        del lane
        self._alerts += outcome.alerts
        self.labels += outcome.churn_examples
        self.rhythms += outcome.rhythm_examples
        self.visits += outcome.visit_examples
        return _SILENCE

    def take_alerts(self) -> list[Alert]:
        """The alerts since the last call."""
        alerts, self._alerts = self._alerts, []
        return alerts

    def packs(self) -> list[ExamplePack]:
        """All examples, packed for the learner."""
        return [*_packs(CHURN, self.labels, FEATURE_NAMES), *_packs(RHYTHM, self.rhythms), *_packs(VISIT, self.visits)]

    def forget_examples(self) -> None:
        """They are learned."""
        self.labels, self.rhythms, self.visits = [], [], []


def _packs(model: str, examples: Sequence[Any], names: tuple[str, ...] = ()) -> Iterator[ExamplePack]:
    if examples:
        yield ExamplePack(model=model, lane=0, names=names, examples=msgspec.Raw(msgspec.json.encode(examples)))
