"""The demo's eyes: alerts from their topic, the rest from the store, the truth from the simulator."""

from collections import Counter, deque
from collections.abc import Iterator
from time import monotonic
from typing import Any, Final

import msgspec

from harken.alert import Alert
from harken.alert_line import read_alert
from harken.demo.feed import Feed
from harken.demo.view import AtRisk, ModelCard, Truth, View
from harken.document import CustomerDocument
from harken.events import INBOUND
from harken.glance import Glance
from harken.settings import Settings
from harken.tail import Tail

NEWEST: Final = 30
RISKIEST: Final = 20
RATE_OVER_S: Final = 3.0
#: The family of kinds that say who will leave.
AT_RISK: Final = frozenset({"churn_risk", "high_value_at_risk"})


class Watch:
    """Looks at everything, as often as asked.

    Parameters
    ----------
    settings : of the demo.
    feed : its shop, for what was sent and what is true.
    """

    def __init__(self, settings: Settings, feed: Feed) -> None:
        self._feed = feed
        self._glance = Glance(settings)
        self._tail = Tail(settings, f"{settings.topic_prefix}alerts", from_start=True)
        self._started_s = monotonic()
        self._newest: deque[Alert] = deque(maxlen=NEWEST)
        self._counts: Counter[str] = Counter()
        self._alerted: set[str] = set()
        self._marks: deque[tuple[float, int, int]] = deque()

    def new_alerts(self, wait_s: float) -> list[Alert]:
        """Alerts raised or escalated since the last call, waiting at most so long for the first; others are counted."""
        alerts = [read_alert(heard.value) for heard in self._tail.hear(wait_s) if heard.value is not None]
        news = [alert for alert in alerts if alert.data.transition != "resolved"]
        self._newest.extendleft(news)
        self._counts.update(f"{alert.data.kind} {alert.data.transition}" for alert in alerts)
        self._alerted.update(alert.subject for alert in news if alert.data.kind in AT_RISK)
        return news

    def look(self) -> View:
        """One look at everything; alerts are those of `new_alerts`. Raises NoStore."""
        applied = sum(lane.offsets.get(topic, 0) for lane in self._glance.lanes("activity") for topic in INBOUND)
        sent = self._feed.records
        self._feed.waiting = sent - applied
        sent_rate, applied_rate = self._rates(sent, applied)
        last_s = self._feed.report.last_s
        return View(
            took_s=monotonic() - self._started_s,
            day_s=None if last_s == float("-inf") else last_s,
            sent=sent,
            applied=applied,
            sent_a_second=sent_rate,
            applied_a_second=applied_rate,
            model=read_card(self._glance.model("churn")),
            alerts=tuple(self._newest),
            counts=dict(self._counts),
            riskiest=tuple(self._riskiest()),
            truth=self._truth(),
        )

    def close(self) -> None:
        """Let go of broker and store."""
        self._tail.close()
        self._glance.store.close()

    def _rates(self, sent: int, applied: int) -> tuple[float, float]:
        now_s = monotonic()
        self._marks.append((now_s, sent, applied))
        while now_s - self._marks[0][0] > RATE_OVER_S and len(self._marks) > 2:  # two make a rate
            self._marks.popleft()
        then_s, sent_then, applied_then = self._marks[0]
        passed_s = max(0.001, now_s - then_s)
        return (sent - sent_then) / passed_s, (applied - applied_then) / passed_s

    def _riskiest(self) -> Iterator[AtRisk]:
        names = [name for name, _ in self._glance.at_risk(RISKIEST)]
        left = self._feed.shop.left
        for document in self._glance.customers(names):
            if document is not None and document.churn is not None:
                yield AtRisk(
                    document.id,
                    document.churn.probability,
                    (document.value.remaining_minor or 0) / 100,
                    weightiest(document),
                    document.id in left,
                )

    def _truth(self) -> Truth:
        # The feed's thread adds to these while we count: copies are taken in one step each.
        left, joined = set(self._feed.shop.left), len(self._feed.shop.joined)
        return Truth(len(self._alerted), len(self._alerted & left), joined, len(left))


def weightiest(document: CustomerDocument) -> str:
    """The reason that speaks most for leaving."""
    reasons = document.churn.reasons if document.churn else ()
    return max(reasons, key=lambda reason: reason.logit).text if reasons else ""


def read_card(fields: dict[str, str]) -> ModelCard:
    """The learner's card of a model, as the store has it."""
    if not fields:
        return ModelCard()
    metrics: dict[str, dict[str, dict[str, Any]]] = msgspec.json.decode(fields.get("metrics", "{}"))
    stored = metrics.get("stored", {}).get("all_time", {})
    rescored = metrics.get("rescored", {}).get("all_time", {})
    return ModelCard(
        version=fields.get("version", ""),
        labels=int(fields.get("labels", 0)),
        base_rate=stored.get("base_rate"),
        stored_auc=stored.get("auc"),
        rescored_auc=rescored.get("auc"),
        stored_log_loss=stored.get("log_loss"),
    )
