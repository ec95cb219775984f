"""The customer has lately been less satisfied than they used to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from harken.alert import Severity
from harken.alerting.lifecycle import Limits
from harken.document import Reason
from harken.events import Event
from harken.fold.config import DAY_S
from harken.fold.happening import Happening
from harken.fold.moment import Moment
from harken.language import Language

LIMITS: Final = Limits(raise_at=0.1, clear_below=0.05, cool_down_s=30 * DAY_S)


@dataclass(frozen=True)
class SatisfactionDrop:
    """The mean of late (half-life 30 days) lies a margin under the slow one (180 days), both from 0 (worst) to 1.

    Parameters
    ----------
    limits : of the difference.
    least_weight : scores that must be in the slow mean (faded) before it counts as a past, > 0.
    share_per_week : so many of all customers are to be raised within a week, at most 0.2: the limits move until they
        are. 0: they hold.
    """

    kind: ClassVar[str] = "satisfaction_drop"
    expires_s: ClassVar[None] = None
    hears: ClassVar[tuple[type[Event], ...]] = ()
    superior: ClassVar[None] = None
    first_look_s: ClassVar[None] = None
    limits: Limits = LIMITS
    least_weight: float = 2.0
    share_per_week: float = 0.0

    def strikes(self, happening: Happening) -> bool:
        """No single event raises it."""
        del happening
        return False

    def level(self, moment: Moment, churn: float | None) -> float | None:
        """How far it fell; nothing can be said where too little was ever heard."""
        del churn
        past, lately = moment.satisfaction, moment.lately
        if past is None or lately is None or past.weight < self.least_weight:
            return None
        return past.score - lately

    def severity(self, level: float) -> Severity:
        """A trend is a warning; what cannot wait, `detractor` says."""
        del level
        return "warning"

    def reasons(self, moment: Moment, churn: Sequence[Reason], language: Language) -> tuple[Reason, ...]:
        """Both means, as shares of the best."""
        del churn
        if moment.satisfaction is None or moment.lately is None:
            return ()
        text = language.say("satisfaction_drop", lately=moment.lately, past=moment.satisfaction.score)
        return (Reason("satisfaction", text, 0.0),)

    def suggest(self, moment: Moment, language: Language) -> str:
        """Find out what changed."""
        del moment
        return language.say("satisfaction_drop.do")
