"""The alerts that the topics still hold: how many, why, and of whom."""

from collections import Counter
from datetime import datetime
from math import inf
from typing import Any, Final

import msgspec

from harken.alert import Alert
from harken.backtest.alert_counts import RAISED, AlertCounts
from harken.prediction import Prediction
from harken.rules.leaving import CHURN_KINDS

#: Reasons of a kind that are told.
MOST_REASONS: Final = 5
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
        self._reasons: dict[str, Counter[tuple[str, bool]]] = {}

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
        reasons = self._reasons.setdefault(data.kind, Counter())
        for reason in data.reasons:
            reasons[reason.name, False] += 1
        if data.reasons:
            reasons[max(data.reasons, key=lambda reason: reason.logit).name, True] += 1

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

    def reasons(self) -> dict[str, list[dict[str, Any]]]:
        """By kind, the reasons most often given: how often the strongest, and how often at all."""
        found = {}
        for kind, counts in sorted(self._reasons.items()):
            names = sorted({name for name, _ in counts}, key=lambda n: (-counts[n, True], -counts[n, False], n))
            found[kind] = [
                {"name": name, "strongest": counts[name, True], "given": counts[name, False]}
                for name in names[:MOST_REASONS]
            ]
        return found
