"""The alert rules that there are, in the order in which they are asked. A new one is a file and a line here.

Who supersedes comes before whom it supersedes (`Rule.superior`).
"""

from typing import Final

from harken.rules.activity_drop import ActivityDrop
from harken.rules.cancel_intent import CancelIntent
from harken.rules.cart_abandoned import CartAbandoned
from harken.rules.churn_risk import ChurnRisk
from harken.rules.detractor import Detractor
from harken.rules.high_value_at_risk import HighValueAtRisk
from harken.rules.milestone import Milestone
from harken.rules.off import Off
from harken.rules.onboarding_stalled import OnboardingStalled
from harken.rules.reactivated import Reactivated
from harken.rules.rule import Rule
from harken.rules.satisfaction_drop import SatisfactionDrop
from harken.rules.segment_changed import SegmentChanged

RULES: Final[tuple[Rule, ...]] = (
    HighValueAtRisk(),
    ChurnRisk(),
    SatisfactionDrop(),
    Detractor(),
    CancelIntent(),
    ActivityDrop(),
    OnboardingStalled(),
    Reactivated(),
    Milestone(),
    CartAbandoned(),
    SegmentChanged(),
)

#: Kinds that nobody hears of who has not asked for them.
ASKED_FOR: Final = frozenset({CartAbandoned.kind, SegmentChanged.kind})
#: The rules as they run where no file says otherwise.
STANDARD: Final[tuple[Rule, ...]] = tuple(Off(rule) if rule.kind in ASKED_FOR else rule for rule in RULES)
