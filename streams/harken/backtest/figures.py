"""All that is counted while a backtest runs: it watches the road and says at the end what was seen."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import Struct

from harken.alert import Alert
from harken.backtest.alert_counts import RAISED, YEAR_S, AlertCounts
from harken.backtest.experiments import Experiments
from harken.backtest.foresight import Foresight
from harken.backtest.next_item import NextItem
from harken.backtest.scores import StoredScores
from harken.batch import Entry
from harken.customer import Trial
from harken.events import Feedback, Purchase
from harken.example import ChurnExample, VisitExample
from harken.fold.config import ActivityConfig
from harken.fold.purchases import ORDERS
from harken.lane.shelf_reader import ShelfReader
from harken.lane.work import Writes
from harken.rules.leaving import CHURN_KINDS


class _Seen(Struct):
    first_seen_ms: int


class _State(Struct):
    trials: dict[str, Trial] | None = None


class _Profile(Struct):
    profile: _Seen
    state: _State


_profiles = msgspec.json.Decoder(_Profile)


class Figures:
    """The judge of a backtest (`harken.backtest.road`).

    Parameters
    ----------
    config : of the fold.
    """

    def __init__(self, config: ActivityConfig) -> None:
        self._config = config
        self._counts: Counter[str] = Counter()
        self._refused: Counter[tuple[str, str]] = Counter()
        self._alerts = AlertCounts()
        self._foresight = Foresight(config.horizon_s)
        self._scores = StoredScores()
        self._next_item = NextItem()

    def turned(self, writes: Writes, entries: Sequence[Entry], alerts: Sequence[Alert]) -> None:
        """Count one turn of a lane."""
        self._counts.update(writes.counts)
        self._refused.update(writes.tally.rejects)
        for alert in alerts:
            self._take(alert)
        for entry in entries:
            event = entry.event
            if type(event) is Purchase and event.kind in ORDERS:
                self._foresight.ordered(event.customer_id, entry.ts_s)
            elif type(event) is Feedback and event.kind == "cancellation":
                self._foresight.said_goodbye(event.customer_id, entry.ts_s)

    async def learns(self, labels: Sequence[ChurnExample], visits: Sequence[VisitExample], shelf: ShelfReader) -> None:
        """Judge what is about to be learned."""
        self._scores.judge(labels)
        await self._next_item.judge(visits, shelf)

    def result(
        self,
        documents: Iterable[bytes],
        card: Mapping[str, bytes],
        outcomes: Mapping[str, Mapping[str, float]],
        end_s: float,
    ) -> dict[str, Any]:
        """Everything, as it goes into JSON.

        Parameters
        ----------
        documents : every customer's.
        card : the churn model's.
        outcomes : what came of alerts, as the learner says.
        end_s : event time at which the data end, epoch seconds.
        """
        firsts_s, experiments = [], Experiments(self._config)
        for document in documents:
            found = _profiles.decode(document)
            firsts_s.append(found.profile.first_seen_ms / 1000)
            experiments.take(found.state.trials, end_s)
        years = sum(max(0.0, end_s - first_s) for first_s in firsts_s) / YEAR_S
        metrics: dict[str, Any] = msgspec.json.decode(card["metrics"]) if card else {}
        overrides: dict[str, Any] = msgspec.json.decode(card["overrides"]) if card else {}
        return {
            "fold": dict(sorted(self._counts.items())),
            "refused": [
                {"topic": topic, "reason": reason, "count": count}
                for (topic, reason), count in sorted(self._refused.items())
            ],
            "customers": len(firsts_s),
            "churn": {
                "model": card["version"].decode() if card else None,
                "labels": int(card["labels"]) if card else 0,
                **metrics,
                **self._scores.figures(),
                **({"overrides": overrides} if overrides else {}),
            },
            "alerts": self._alerts.figures(years),
            "churn_alerts": self._foresight.figures(end_s, self._scores.base_rate, self._scores.silences),
            "alert_outcomes": dict(outcomes),
            "recommendations": self._next_item.figures(),
            **({"experiments": experiments.figures()} if self._config.holdout else {}),
        }

    def _take(self, alert: Alert) -> None:
        self._alerts.take(alert)
        if alert.data.transition == RAISED and alert.data.kind in CHURN_KINDS:
            self._foresight.raised(alert.subject, datetime.fromisoformat(alert.time).astimezone(UTC).timestamp())
