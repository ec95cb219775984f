"""In the place of a lane's speech: takes down what a broker would have been told, and says nothing."""

from harken.alert import Alert
from harken.batch import Outcome
from harken.example import EXAMPLES, ChurnExample, VisitExample
from harken.features import FEATURE_NAMES
from harken.lane.speech import Speech
from harken.outbox import Outbox
from harken.topics import TOPICS

_SILENCE = Outbox((), ())


class Witness(Speech):
    """What the lanes have said since it was last taken: alerts, and the examples of a step.

    The learner gets the packs as they would have been sent; `labels` and `visits` are what is judged before.
    """

    def __init__(self) -> None:
        super().__init__({topic.name: topic.name for topic in TOPICS}, FEATURE_NAMES)
        self._alerts: list[Alert] = []
        self.packs: list[bytes] = []
        self.labels: list[ChurnExample] = []
        self.visits: list[VisitExample] = []

    def outbox(self, lane: int, outcome: Outcome) -> Outbox:
        """Take it down; an empty outbox."""
        messages = super().outbox(lane, outcome).messages
        self.packs += [message.value for message in messages if message.topic == EXAMPLES and message.value is not None]
        self._alerts += outcome.alerts
        self.labels += outcome.churn_examples
        self.visits += outcome.visit_examples
        return _SILENCE

    def take_alerts(self) -> list[Alert]:
        """The alerts since the last call."""
        alerts, self._alerts = self._alerts, []
        return alerts

    def forget_examples(self) -> None:
        """They are learned."""
        self.packs, self.labels, self.visits = [], [], []
