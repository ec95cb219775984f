"""How near budgets of alerts come to what was asked for, on UCI (H = 90) and Complete Journey (H = 30), in step.

    python -m benchmarks.quality.budget [--data DIR]

Only the kind in question is on. Asked for is the share of the customers that there were in each week; weeks count from
`SETTLED` weeks after the first level was learned. Exits 1 where a kind is off by more than a quarter.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from benchmarks.quality import data
from benchmarks.quality.road import OneLane, replay
from harken.activity import ActivityConfig
from harken.batch import Outcome
from harken.fold.config import DAY_S
from harken.learning.config import LearnerConfig
from harken.rules.activity_drop import ActivityDrop
from harken.rules.churn_risk import ChurnRisk
from harken.rules.high_value_at_risk import HighValueAtRisk
from harken.rules.rule import Rule

WEEK_S: Final = 7 * DAY_S
SETTLED: Final = 6
NEAR: Final = 0.25
SETS: Final = ((data.UCI, 90, "GBP"), (data.JOURNEY, 30, "USD"))
KINDS: Final[tuple[Rule, ...]] = (
    ChurnRisk(share_per_week=0.02),
    ChurnRisk(share_per_week=0.005),
    HighValueAtRisk(share_per_week=0.002),
    ActivityDrop(share_per_week=0.005),
)


class Weeks(NamedTuple):
    """By week: raised, and customers."""

    raised: Counter[int]
    customers: dict[int, int]
    begin: int


def main() -> int:
    """Replay each, print a table."""
    folder = data.folder(__doc__, [name for name, *_ in SETS])
    far = 0
    print("| data, kind | asked for a week | raised / asked | by quarter of the weeks | weeks within a half |")
    print("|---|---|---|---|---|", flush=True)
    for name, horizon_d, currency in SETS:
        for rule in KINDS:
            weeks = run(folder / name, rule, ActivityConfig(horizon_s=horizon_d * DAY_S, currency=currency))
            far += told(f"{name.split('.')[0]}, {rule.kind}", rule, weeks)
    return 1 if far else 0


def run(path: Path, rule: Rule, config: ActivityConfig) -> Weeks:
    """One replay with this rule alone."""
    raised: Counter[int] = Counter()
    customers: dict[int, int] = {}
    known: list[int] = []

    def look(boundary_s: float, lane: OneLane, outcomes: Sequence[Outcome]) -> None:
        week = int((boundary_s - 1) // WEEK_S)
        customers[week] = len(lane.customers)
        raised[week] += sum(alert.data.transition == "raised" for o in outcomes for alert in o.alerts)
        if not known and lane.shelf.value.levels:
            known.append(week)

    lines = (data.nameless(line) for line in data.lines(path))
    replay(lines, config, learning=LearnerConfig(()), look=look, rules=(rule,))
    return Weeks(raised, customers, known[0] if known else min(customers))


def told(name: str, rule: Rule, weeks: Weeks) -> bool:
    """One row; whether it is too far off."""
    share = getattr(rule, "share_per_week")  # noqa: B009  # no rule must have one
    settled = sorted(weeks.customers)[:-1]
    settled = [week for week in settled if week >= weeks.begin + SETTLED]
    asked = np.array([share * weeks.customers[week] for week in settled])
    raised = np.array([weeks.raised[week] for week in settled])
    times = raised.sum() / asked.sum()
    quarters = " ".join(
        f"{r.sum() / a.sum():.2f}" for r, a in zip(np.array_split(raised, 4), np.array_split(asked, 4), strict=True)
    )
    near = np.mean(np.abs(raised / asked - 1) <= 0.5)
    told = f"{share:.1%}, {asked.mean():.0f} | {times:.2f} | {quarters} | {near:.0%} of {len(settled)}"
    print(f"| {name} | {told} |", flush=True)
    return bool(abs(times - 1) > NEAR)


if __name__ == "__main__":
    sys.exit(main())
