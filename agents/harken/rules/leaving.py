"""Kinds of alert that say a customer may leave: what they did afterwards says whether that was right."""

from typing import Final

from harken.rules.activity_drop import ActivityDrop
from harken.rules.cancel_intent import CancelIntent
from harken.rules.churn_risk import ChurnRisk
from harken.rules.high_value_at_risk import HighValueAtRisk
from harken.rules.onboarding_stalled import OnboardingStalled
from harken.rules.satisfaction_drop import SatisfactionDrop

#: Of the churn family: of one customer only one of them is raised at a time.
CHURN_KINDS: Final = frozenset({ChurnRisk.kind, HighValueAtRisk.kind})
LEAVING: Final = CHURN_KINDS | {ActivityDrop.kind, CancelIntent.kind, OnboardingStalled.kind, SatisfactionDrop.kind}
