"""The alert rules that run, in the order in which they are asked. A new one is a file and a line here.

Who supersedes comes before whom it supersedes (`Rule.superior`).
"""

from typing import Final

from harken.rules.activity_drop import ActivityDrop
from harken.rules.cancel_intent import CancelIntent
from harken.rules.churn_risk import ChurnRisk
from harken.rules.detractor import Detractor
from harken.rules.high_value_at_risk import HighValueAtRisk
from harken.rules.milestone import Milestone
from harken.rules.onboarding_stalled import OnboardingStalled
from harken.rules.reactivated import Reactivated
from harken.rules.rule import Rule
from harken.rules.satisfaction_drop import SatisfactionDrop

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
)
