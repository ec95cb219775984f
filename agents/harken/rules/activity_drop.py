"""The customer has been silent for far longer than is usual for this customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from harken.alert import Severity
from harken.alerting.lifecycle import Limits
from harken.document import Reason
from harken.events import Event
from harken.fold.config import DAY_S
from harken.fold.happening import Happening
from harken.fold.moment import NO_ROW, Moment
from harken.language import Language

LIMITS: Final = Limits(raise_at=1.0, clear_below=1.0, cool_down_s=30 * DAY_S)


@dataclass(frozen=True)
class ActivityDrop:
    """Silence of any kind (no click, no order, no word) against the customer's own mean gap between days with an order.

    Parameters
    ----------
    times_usual : how many of these gaps, > 1.
    min_gaps : gaps that must have been seen before a rhythm is believed.
    least_s : no shorter silence counts, whatever the rhythm, event seconds.
    share_per_week : so many of all customers are to be raised within a week, at most 0.2: the limits move until they
        are. 0: they hold.
    """

    kind: ClassVar[str] = "activity_drop"
    expires_s: ClassVar[None] = None
    hears: ClassVar[tuple[type[Event], ...]] = ()
    superior: ClassVar[None] = None
    first_look_s: ClassVar[None] = None
    limits: Limits = LIMITS
    times_usual: float = 4.0
    min_gaps: int = 3
    least_s: float = 7 * DAY_S
    share_per_week: float = 0.0

    def strikes(self, happening: Happening) -> bool:
        """No single event raises it: it is the want of any."""
        del happening
        return False

    def level(self, moment: Moment, churn: float | None) -> float | None:
        """Silence over what is too long for them; none for who has said goodbye."""
        del churn
        usual_s = moment.mean_gap_s
        if usual_s is None or moment.gaps < self.min_gaps:
            return None
        if moment.row == NO_ROW:
            return 0.0
        too_long_s = usual_s * self.times_usual
        silent_s = moment.now_s - moment.last_seen_ms / 1000
        return silent_s / (too_long_s if too_long_s > self.least_s else self.least_s)  # noqa: FURB136 - the hot path

    def severity(self, level: float) -> Severity:
        """A warning: how likely it is the end, `churn_risk` says."""
        del level
        return "warning"

    def reasons(self, moment: Moment, churn: Sequence[Reason], language: Language) -> tuple[Reason, ...]:
        """The silence, and the rhythm."""
        del churn
        if moment.mean_gap_s is None:
            return ()
        silent_d = (moment.now_s - moment.last_seen_ms / 1000) / DAY_S
        text = language.say("activity_drop", silent=silent_d, usual=moment.mean_gap_s / DAY_S)
        return (Reason("silence", text, 0.0),)

    def suggest(self, moment: Moment, language: Language) -> str:
        """Something small, now."""
        return language.say("activity_drop.do" if moment.bought else "activity_drop.do.ask")
