"""Families of kinds: those that say the same of different customers, of which one is raised (docs/decisions/0012)."""

from collections.abc import Sequence

from harken.rules.rule import Rule


def families(rules: Sequence[Rule]) -> dict[str, str]:
    """The family of each kind: named for the kind that all others of it supersede; for most kinds that is itself."""
    widest = {rule.superior: rule.kind for rule in rules if rule.superior is not None}
    return {rule.kind: widest.get(rule.kind, rule.kind) for rule in rules}
