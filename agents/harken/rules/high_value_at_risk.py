"""A customer of the top value tier may not order within the horizon."""

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

LIMITS: Final = Limits(raise_at=0.6, clear_below=0.45, dwell_s=DAY_S, cool_down_s=30 * DAY_S, escalate_at=0.85)


@dataclass(frozen=True)
class HighValueAtRisk:
    """`churn_risk` of who is worth more, at a lower level; while it is raised, `churn_risk` is not.

    Parameters
    ----------
    limits : probabilities, 0 to 1.
    from_minor : the tier before the learner has told whom it holds (`harken.value`): net value so far from here, minor
        units of the reporting currency, > 0.
    share_per_week : instead of `raise_at`: the level to which so many of all customers come within a week, being of the
        tier, as in `churn_risk`. 0: `raise_at` holds.
    """

    kind: ClassVar[str] = "high_value_at_risk"
    expires_s: ClassVar[None] = None
    hears: ClassVar[tuple[type[Event], ...]] = ()
    superior: ClassVar[None] = None
    first_look_s: ClassVar[None] = None
    limits: Limits = LIMITS
    from_minor: int = 200_000
    share_per_week: float = 0.0

    def strikes(self, happening: Happening) -> bool:
        """No single event raises it."""
        del happening
        return False

    def level(self, moment: Moment, churn: float | None) -> float | None:
        """The probability; none at all below the tier, or for who has said goodbye."""
        return churn if churn is not None and self._is_of_the_tier(moment) else 0.0

    def severity(self, level: float) -> Severity:
        """Critical where it is escalated."""
        return "critical" if self.limits.escalates(level) else "warning"

    def reasons(self, moment: Moment, churn: Sequence[Reason], language: Language) -> tuple[Reason, ...]:
        """The score's own, and what is at stake."""
        if moment.row == NO_ROW:
            return ()
        return (*churn, Reason("value", language.say("high_value_at_risk", net=moment.net_minor / 100), 0.0))

    def suggest(self, moment: Moment, language: Language) -> str:
        """Somebody, not something."""
        if moment.satisfaction is not None and moment.satisfaction.score < 0.5:
            return language.say("high_value_at_risk.do.ask")
        return language.say("high_value_at_risk.do")

    def _is_of_the_tier(self, moment: Moment) -> bool:
        tier = moment.customer.value.tier
        return moment.net_minor >= self.from_minor if tier is None else tier == "top"
