"""What was expected of customers beside what came: UCI from 9 September 2011, Complete Journey from 30 September 2017.

    python -m benchmarks.quality.value [--data DIR]

All up to the day goes through the real fold and learner, in step; then the rest of the file is counted: days with an
order and what was spent on them (what comes back later is not taken off), of all customers known at the day. BG/NBD and
the online regression stand beside what harken says of both, and raw past frequency and frequency over tenure, which
need no model (learning.md, 4). The coming month's total is also told with what the labels of the last weeks said of the
season that day (actual over expected, fading by half in two weeks, a half to two).
"""

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import numpy as np
from msgspec import UNSET
from numpy.typing import NDArray

from benchmarks.quality import data
from benchmarks.quality.road import Road, replay
from harken.activity import ActivityConfig
from harken.customer import Customer
from harken.events import Purchase
from harken.example import ChurnExample
from harken.features.numbers import Numbers, counted, in_units
from harken.features.vector import matrix
from harken.fold.config import DAY_S
from harken.fold.money import amount_of
from harken.fold.purchases import ORDERS
from harken.models.rhythm import alive_probability, churn_probability
from harken.models.spend import expected_spend
from harken.replay.line import Line
from harken.value.appraise import mean_repeat
from harken.value.forecast import SHARE, lift, share
from harken.value.orders import orders_if_staying

Column = NDArray[np.float64]
MONTH_D = 30
SEASON_HALF_LIFE_D = 14.0


class Case(NamedTuple):
    """A file, its currency, the day it is cut at and the days counted after it."""

    name: str
    file: str
    currency: str
    horizon_d: float
    cut: datetime
    after_d: int


UCI = Case("UCI Online Retail", data.UCI, "GBP", 90, datetime(2011, 9, 9, tzinfo=UTC), 91)
JOURNEY = Case("Complete Journey", data.JOURNEY, "USD", 30, datetime(2017, 10, 1, tzinfo=UTC), 92)


class Outcome(NamedTuple):
    """Columns, a customer each: what was expected (by harken, by either model alone, by the even mean of both) and what
    came, days with an order and money; `month` is harken's of the coming one, `season` what that day knew."""

    expected: Column
    bgnbd: Column
    regression: Column
    even: Column
    month: Column
    actual_month: Column
    season: float
    actual: Column
    expected_money: Column
    actual_money: Column
    frequency: Column
    tenure_d: Column


def measure(case: Case, folder: Path) -> Outcome:
    """Replay up to the cut, count after it."""
    cut_s = case.cut.timestamp()
    lines = data.lines(folder / case.file)
    before = (data.nameless(line) for line in takewhile(lambda line: line.ts_s < cut_s, lines))
    road = replay(before, ActivityConfig(horizon_s=case.horizon_d * DAY_S, currency=case.currency))
    #  The first line after the cut is lost to `takewhile`, so the file is read once more.
    days, money = _count(data.lines(folder / case.file), cut_s, cut_s + case.after_d * DAY_S)
    first, _ = _count(data.lines(folder / case.file), cut_s, cut_s + MONTH_D * DAY_S)
    customers = [customer for customer in road.customers.values() if customer.not_eligible is None]
    return _outcome(road, customers, case, days, first, money)


def _outcome(
    road: Road,
    customers: list[Customer],
    case: Case,
    days: dict[str, set[int]],
    first: dict[str, set[int]],
    money: dict[str, float],
) -> Outcome:
    cut_s = case.cut.timestamp()
    n: Numbers[Column] = in_units(
        np.array([counted(customer, cut_s, customer.satisfaction) for customer in customers])
    )
    rhythm, spend, learned = road.shelf.churn.rhythm, road.shelf.value.spend, road.shelf.value.orders
    assert spend is not None
    assert learned is not None
    repeats = np.maximum(n.days - 1.0, 0.0)
    alive = alive_probability(rhythm, repeats, n.span_d, n.age_d)
    bgnbd, month, near = (
        alive * orders_if_staying(rhythm, repeats, n.age_d, float(days_ahead))
        for days_ahead in (case.after_d, MONTH_D, case.horizon_d)
    )
    none = churn_probability(rhythm, repeats, n.span_d, n.age_d, case.horizon_d)
    rows = np.column_stack((matrix(n), np.log(none / (1.0 - none))))
    lifted = lift(learned, rows, near, case.horizon_d)
    regression = bgnbd * lifted ** (1.0 / share(learned.labels))
    expected = bgnbd * lifted
    print(f"rhythm {rhythm}\nspend {spend}\n{learned.labels:,} labels of order days, {case.horizon_d:g} days each")
    print(road.publication.hashes["model:value"]["metrics"].decode())
    return Outcome(
        expected,
        bgnbd,
        regression,
        np.sqrt(bgnbd * regression),
        month * lifted,
        np.array([len(first.get(customer.id, ())) for customer in customers], np.float64),
        season(road.labels, cut_s),
        np.array([len(days.get(customer.id, ())) for customer in customers], np.float64),
        expected * expected_spend(spend, repeats, mean_repeat(n)) / 100,
        np.array([money.get(customer.id, 0.0) for customer in customers]),
        repeats,
        n.age_d,
    )


def season(labels: list[ChurnExample], now_s: float) -> float:
    """Actual over expected order days of the labels that were known then, newer ones counting for more."""
    actual = expected = 0.0
    for label in labels:
        if label.expected_days is not UNSET and label.order_days is not UNSET:
            weight = 2.0 ** ((label.known_s - now_s) / DAY_S / SEASON_HALF_LIFE_D)
            actual += weight * label.order_days
            expected += weight * label.expected_days
    return min(max(actual / expected, 0.5), 2.0)


def _count(lines: Iterable[Line], from_s: float, until_s: float) -> tuple[dict[str, set[int]], dict[str, float]]:
    """Days with an order and money of orders, by customer, in a stretch of time."""
    days: dict[str, set[int]] = {}
    money: dict[str, float] = {}
    for line in lines:
        event = line.event
        if from_s <= line.ts_s < until_s and isinstance(event, Purchase) and event.kind in ORDERS:
            days.setdefault(event.customer_id, set()).add(int(line.ts_s // DAY_S))
            money[event.customer_id] = money.get(event.customer_id, 0.0) + amount_of(event)
    return days, money


def _figures(case: Case, found: Outcome) -> dict[str, float]:
    """Print a table; the figures by name."""
    rate = found.frequency / np.maximum(found.tenure_d, 1.0)
    against = {
        "expected": found.expected,
        "BG/NBD alone": found.bgnbd,
        "online regression alone": found.regression,
        "even mean of both": found.even,
        "raw past frequency": found.frequency,
        "frequency over tenure": rate,
    }
    figures = {name: float(np.corrcoef(column, found.actual)[0, 1]) for name, column in against.items()}
    figures["money"] = float(np.corrcoef(found.expected_money, found.actual_money)[0, 1])
    figures["days"] = float(found.expected.sum() / found.actual.sum())
    figures["total money"] = float(found.expected_money.sum() / found.actual_money.sum())
    print(f"\n{case.name}, {len(found.actual):,} customers at {case.cut:%Y-%m-%d}, {case.after_d} days after\n")
    print("| correlation with the days that came | |\n|---|---|")
    for name in against:
        print(f"| {name} | {figures[name]:.3f} |")
    print(f"| (money expected with money that came) | {figures['money']:.3f} |")
    print("\n| total | expected | came | share |\n|---|---|---|---|")
    print(f"| days with an order | {found.expected.sum():,.0f} | {found.actual.sum():,.0f} | {figures['days']:.2f} |")
    expected, came = found.expected_money.sum(), found.actual_money.sum()
    print(f"| money | {expected:,.0f} | {came:,.0f} | {figures['total money']:.2f} |")
    month, came = found.month.sum(), found.actual_month.sum()
    rest = found.expected.sum() - month
    print(f"| coming month's days | {month:,.0f} | {came:,.0f} | {month / came:.3f} |")
    print(f"| the same times {found.season:.3f} | {month * found.season:,.0f} | | {month * found.season / came:.3f} |")
    with_season = (rest + month * found.season) / found.actual.sum()
    print(f"| days with it on the coming month | | | {with_season:.3f} (without {figures['days']:.3f}) |\n")
    return figures


def main() -> int:
    """Measure both files, and say whether the goals are met (exit code 1 where not)."""
    folder = data.folder(__doc__, (data.UCI, data.JOURNEY))
    goals: dict[str, bool] = {}
    for case in (UCI, JOURNEY):
        began = perf_counter()
        figures = _figures(case, measure(case, folder))
        print(f"{perf_counter() - began:.0f} s\n")
        better = max(figures["BG/NBD alone"], figures["online regression alone"])
        goals[f"{case.name}: the mean ({SHARE} to the regression) at or above the better of both"] = (
            figures["expected"] >= better
        )
        if case is UCI:
            goals["UCI: correlation within .01 of that of raw past frequency, or better"] = (
                figures["expected"] >= figures["raw past frequency"] - 0.01
            )
        else:
            goals["Complete Journey: correlation >= .835"] = figures["expected"] >= 0.835
            goals["Complete Journey: total of days within 15 %"] = abs(figures["days"] - 1) <= 0.15
    for goal, met in goals.items():
        print(f"{'met   ' if met else 'MISSED'}  {goal}")
    return 0 if all(goals.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
