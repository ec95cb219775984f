"""The alert rules that run, in the order in which they are asked. A new one is a file and a line here."""

from typing import Final

from harken.rules.churn_risk import ChurnRisk
from harken.rules.detractor import Detractor
from harken.rules.rule import Rule

RULES: Final[tuple[Rule, ...]] = (ChurnRisk(), Detractor())
