"""Rules with a budget instead of a level, at the level that was learned for it.

Where the level is a churn probability, it is known beforehand how often customers come to it
(`harken.learning.levels`), and what came of it moves it (`harken.learning.budgets`). Of other measures nothing is known
beforehand: they begin at the rule's own level and go by what comes of it alone.
"""

from dataclasses import replace
from typing import Final

from harken.alerting.budget import by_budget, by_gain
from harken.rules.activity_drop import ActivityDrop
from harken.rules.churn_risk import ChurnRisk
from harken.rules.high_value_at_risk import HighValueAtRisk
from harken.rules.rule import Rule
from harken.rules.satisfaction_drop import SatisfactionDrop
from harken.shelf import ValueSnapshot

#: Those that can have one: their level is a score. That of others is a fact.
BUDGETED: Final = (HighValueAtRisk, ChurnRisk, SatisfactionDrop, ActivityDrop)


def budget_of(rule: Rule) -> float:
    """How many customers in one are asked for within a week; 0 where the rule has a level instead."""
    return rule.share_per_week if isinstance(rule, BUDGETED) else 0.0


def levelled(rules: tuple[Rule, ...], learned: ValueSnapshot) -> tuple[Rule, ...]:
    """The rules as they stand with what was learned; before enough was, by their own levels."""
    if not any(map(budget_of, rules)):
        return rules
    return tuple([_levelled(rule, learned) for rule in rules])


def _levelled(rule: Rule, learned: ValueSnapshot) -> Rule:
    share, gain = budget_of(rule), learned.gains.get(rule.kind, 1.0)
    if not (share and isinstance(rule, BUDGETED)):
        return rule
    if not isinstance(rule, HighValueAtRisk | ChurnRisk):
        return replace(rule, limits=by_gain(rule.limits, gain))
    levels = learned.levels if isinstance(rule, ChurnRisk) else learned.top_levels
    if not levels:
        return rule
    return replace(rule, limits=by_budget(rule.limits, share * gain, learned.shares, levels))
