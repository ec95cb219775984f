"""Rules with a budget instead of a level, at the level that was learned for it."""

from dataclasses import replace

from harken.alerting.budget import by_budget
from harken.rules.churn_risk import ChurnRisk
from harken.rules.rule import Rule
from harken.shelf import ValueSnapshot


def levelled(rules: tuple[Rule, ...], learned: ValueSnapshot) -> tuple[Rule, ...]:
    """The rules as they stand with what was learned; before enough was, by their own levels."""
    if not learned.levels:
        return rules
    return tuple([_levelled(rule, learned) for rule in rules])


def _levelled(rule: Rule, learned: ValueSnapshot) -> Rule:
    if not isinstance(rule, ChurnRisk) or not rule.share_per_week:
        return rule
    limits = by_budget(rule.limits, rule.share_per_week, learned.shares, learned.levels)
    return replace(rule, limits=limits)
