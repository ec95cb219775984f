"""The customer will probably not order within the horizon."""

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

LIMITS: Final = Limits(raise_at=0.8, clear_below=0.65, dwell_s=DAY_S, cool_down_s=30 * DAY_S, escalate_at=0.9)


@dataclass(frozen=True)
class ChurnRisk:
    """Raised while the calibrated churn probability is high for a day, escalated where hardly any doubt is left; not
    again within a month.

    Parameters
    ----------
    limits : probabilities, 0 to 1.
    share_per_week : instead of `raise_at`: the level to which so many of all customers come within a week, at most 0.2,
        as it was learned; the other levels keep their distance from it. 0: `raise_at` holds, as it does until enough is
        known.
    """

    kind: ClassVar[str] = "churn_risk"
    expires_s: ClassVar[None] = None
    hears: ClassVar[tuple[type[Event], ...]] = ()
    superior: ClassVar[str] = "high_value_at_risk"
    first_look_s: ClassVar[None] = None
    limits: Limits = LIMITS
    share_per_week: float = 0.0

    def strikes(self, happening: Happening) -> bool:
        """No single event raises it."""
        del happening
        return False

    def level(self, moment: Moment, churn: float | None) -> float | None:
        """The probability; none at all for who has said goodbye: that is no risk any more."""
        del moment
        return 0.0 if churn is None else churn

    def severity(self, level: float) -> Severity:
        """Critical where it is escalated."""
        return "critical" if self.limits.escalates(level) else "warning"

    def reasons(self, moment: Moment, churn: Sequence[Reason], language: Language) -> tuple[Reason, ...]:
        """The score's own."""
        del moment, language
        return tuple(churn)

    def suggest(self, moment: Moment, language: Language) -> str:
        """Something to come back for."""
        if moment.satisfaction is not None and moment.satisfaction.score < 0.5:
            return language.say("churn_risk.do.ask")
        return language.say("churn_risk.do" if moment.recent else "churn_risk.do.greet")
