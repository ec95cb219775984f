"""The alerts that the topics still hold: how many, why, and of whom."""

from collections import Counter
from datetime import datetime
from math import inf
from typing import Final

import msgspec

from harken.alert import Alert
from harken.backtest.alert_counts import RAISED, AlertCounts
from harken.prediction import Prediction
from harken.rules.leaving import CHURN_KINDS

_alert: Final = msgspec.json.Decoder(Alert).decode
_prediction: Final = msgspec.json.Decoder(Prediction).decode


class LiveAlerts:
    """Counts alerts by their ids, so that one said twice counts once."""

    def __init__(self) -> None:
        self.counts = AlertCounts()
        self.oldest_s = inf
        #: Records that are no alert of this release.
        self.unreadable = 0
        self.held_out: Counter[str] = Counter()
        #: When churn alerts were raised, by customer, epoch seconds.
        self.churn_raised_s: dict[str, list[float]] = {}
        self._known: set[str] = set()

    def take(self, value: bytes) -> None:
        """Take a record of the alerts' topic."""
        try:
            alert = _alert(value)
        except msgspec.DecodeError:
            self.unreadable += 1
            return
        if alert.id in self._known:
            return
        self._known.add(alert.id)
        self.counts.take(alert)
        at_s, data = datetime.fromisoformat(alert.time).timestamp(), alert.data
        self.oldest_s = min(self.oldest_s, at_s)
        if data.transition != RAISED:
            return
        if data.kind in CHURN_KINDS:
            self.churn_raised_s.setdefault(alert.subject, []).append(at_s)

    def take_prediction(self, value: bytes) -> None:
        """Take a record of the predictions' topic: it may be of an alert that the held-out were spared."""
        if b"|held_out" not in value:
            return
        try:
            found = _prediction(value)
        except msgspec.DecodeError:
            return  # a served list, whose items may be called anything
        if found.id.endswith("|held_out") and found.id not in self._known:
            self._known.add(found.id)
            self.held_out[found.model] += 1
