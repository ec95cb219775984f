"""A forgetful worker in which a feature, a rule, a model fails for one customer each, whenever they are looked at."""

import sys
from typing import Any

from harken.activity import Activity
from harken.cli import main
from harken.features.numbers import Counted, counted
from harken.fold import notes, tables
from harken.fold.config import DAY_S
from harken.models.churn import score
from harken.rules import RULES
from tests.chaos.forgetful import forget

FEATURE, RULE, MODEL = "c0007", "c0011", "c0013"
POISONED = (FEATURE, RULE, MODEL)
#: An age that nobody has, by which the model knows its customer.
NO_AGE_D = -12345.0
_FIRST = Counted._fields.index("first_ms")


class Poison(Exception):
    """What a fault in somebody's code raises."""


def poison() -> None:
    """Put the faults in."""

    def poisoned_count(customer: Any, *arguments: Any) -> tuple[float, ...]:
        found = counted(customer, *arguments)
        if customer.id == FEATURE:
            raise Poison
        if customer.id != MODEL:
            return found
        now_s, *_ = found
        return (*found[:_FIRST], (now_s - NO_AGE_D * DAY_S) * 1000, *found[_FIRST + 1 :])

    def poisoned_score(snapshot: Any, matrix: Any, silent: Any, span_d: Any, age_d: Any, horizon_d: float) -> Any:
        if (age_d < NO_AGE_D + 1).any():
            raise Poison
        return score(snapshot, matrix, silent, span_d, age_d, horizon_d)

    def poisoned_init(self: Activity, config: Any, rules: Any = RULES) -> None:
        real_init(self, config, [PoisonedRule(rule) for rule in rules])

    real_init = Activity.__init__
    replaced: Any = {(notes, "counted"): poisoned_count, (tables, "score"): poisoned_score}
    replaced[Activity, "__init__"] = poisoned_init
    for (owner, name), value in replaced.items():
        setattr(owner, name, value)


class PoisonedRule:
    """A rule that fails for one customer, and is itself for all others."""

    def __init__(self, rule: Any) -> None:
        self._rule = rule

    def __getattr__(self, name: str) -> Any:
        return getattr(self._rule, name)

    def level(self, moment: Any, churn: float | None) -> float | None:
        """The rule's own, or its fault."""
        if moment.customer.id == RULE:
            raise Poison
        level: float | None = self._rule.level(moment, churn)
        return level


if __name__ == "__main__":
    forget()
    poison()
    sys.argv = ["harken", "worker", "--role", sys.argv[1]]
    main()
