"""What the fold is told once: horizon, lateness, money, and how much it remembers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from harken.alerting.cap import Cap
from harken.alerting.holdout import Holdout
from harken.alerting.quiet import QuietHours
from harken.inflow import Patience
from harken.language import ENGLISH, Language
from harken.recommend.bars import EVERYTHING, Showing
from harken.recommend.explore import Exploration
from harken.segments.defined import Defined
from harken.value.config import ValueConfig

DAY_S: Final = 86_400.0


@dataclass(frozen=True)
class ActivityConfig:
    """The fold's numbers; everything in seconds of event time unless its name says otherwise.

    Parameters
    ----------
    instance : name of this installation, in alerts' `source`.
    horizon_s : no order for so long means left, > 0.
    active_clicks : kinds of clicks that count as an order there.
    sessions : whether documents say how the last session went.
    lateness_s : how far the stream clock stays behind the largest event time, >= 0.
    currency : reporting currency, ISO 4217.
    rates : units of the reporting currency for one unit of another.
    remember_s, remember_ids : event ids are remembered for so long (stream clock), and the newest so many anyway.
    remember_max : event ids remembered of one customer at most.
    batch_wakeups : wake-ups run in one batch at most; the batch ends early there.
    retention_s : a customer silent for so long is removed.
    look_horizons, look_share : an eligible customer is looked at again after this share of the horizon, or this
        share of the silence so far if that is longer.
    look_until_horizons : a silence of more horizons than this is looked at no more, only at snapshots.
    silent_topic_s : a topic that is silent for longer, and far longer than usual, holds back what time alone would
        decide (`harken.fold.inflows`); 0 switches that off.
    silent_topic_from : events of a lane before which nothing is usual for a topic.
    recommendations : items in a document.
    cap : of announcements for one customer, and for all.
    lanes : how many there are in all; each has its share of what may be announced of all customers.
    holdout : of whom nothing is announced, to find out what announcing does.
    served_lists : whether lists of recommendations have an id, and are logged.
    exploration : of these lists.
    quiet : hours in which nothing is announced; None: there are none.
    segments : of one's own, by name.
    showing : the shop's own word on what is shown next.
    medium_from, high_from : churn probability from which the band is medium, high.
    value : what a customer's value is reckoned with.
    language : of sentences in alerts, documents and predictions.
    """

    instance: str = "default"
    horizon_s: float = 90 * DAY_S
    active_clicks: frozenset[str] = frozenset()
    sessions: bool = False
    lateness_s: float = 60.0
    currency: str = "GBP"
    rates: Mapping[str, float] = field(default_factory=dict)
    remember_s: float = 3600.0
    remember_ids: int = 32
    remember_max: int = 512
    batch_wakeups: int = 2000
    retention_s: float = 3 * 365 * DAY_S
    look_horizons: float = 1 / 30
    look_share: float = 1 / 6
    look_until_horizons: float = 2.0
    silent_topic_s: float = 0.5 * DAY_S
    silent_topic_from: int = 50
    recommendations: int = 10
    medium_from: float = 0.5
    high_from: float = 0.8
    value: ValueConfig = field(default_factory=ValueConfig)
    cap: Cap = field(default_factory=Cap)
    lanes: int = 1
    holdout: Holdout = field(default_factory=Holdout)
    served_lists: bool = False
    exploration: Exploration = field(default_factory=Exploration)
    quiet: QuietHours | None = None
    segments: tuple[Defined, ...] = ()
    showing: Showing = EVERYTHING
    language: Language = ENGLISH

    @property
    def patience(self) -> Patience:
        """When a topic's silence is unusual."""
        return Patience(self.silent_topic_s, self.silent_topic_from)

    @property
    def look_s(self) -> float:
        """From the last sign of a customer to the first look."""
        return self.horizon_s * self.look_horizons

    @property
    def snapshot_s(self) -> float:
        """Between two churn snapshots of one customer: a third of the horizon (learning.md, 1.2)."""
        return self.horizon_s / 3
