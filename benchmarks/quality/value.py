"""What was expected of customers beside what came: UCI from 9 September 2011, Complete Journey from 30 September 2017.

    python -m benchmarks.quality.value [--data DIR]

All up to the day goes through the real fold and learner, in step; then the rest of the file is counted: days with an
order and what was spent on them (what comes back later is not taken off), of all customers known at the day. Raw past
frequency and frequency over tenure stand beside every figure: they need no model (learning.md, 4).
"""

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from benchmarks.quality import data
from benchmarks.quality.road import Road, replay
from harken.activity import ActivityConfig
from harken.customer import Customer
from harken.events import Purchase
from harken.features.numbers import Numbers, numbers
from harken.features.vector import columns
from harken.fold.config import DAY_S
from harken.fold.money import amount_of
from harken.fold.purchases import ORDERS
from harken.models.rhythm import alive_probability
from harken.models.spend import expected_spend
from harken.replay.line import Line
from harken.value.appraise import mean_repeat
from harken.value.orders import orders_if_staying

Column = NDArray[np.float64]


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
    """Columns, a customer each: what was expected and what came, days with an order and money."""

    expected: Column
    actual: Column
    expected_money: Column
    actual_money: Column
    frequency: Column
    tenure_d: Column


def measure(case: Case, folder: Path) -> Outcome:
    """Replay up to the cut, count after it."""
    cut_s = case.cut.timestamp()
    lines = data.lines(folder / case.file)
    before = (_without_items(line) for line in takewhile(lambda line: line.ts_s < cut_s, lines))
    road = replay(before, ActivityConfig(horizon_s=case.horizon_d * DAY_S, currency=case.currency))
    #  The first line after the cut is lost to `takewhile`, so the file is read once more.
    days, money = _count(data.lines(folder / case.file), cut_s, cut_s + case.after_d * DAY_S)
    customers = [customer for customer in road.customers.values() if customer.not_eligible is None]
    return _outcome(road, customers, cut_s, case.after_d, days, money)


def _without_items(line: Line) -> Line:
    """An order without its lines: nothing is recommended here."""
    event = line.event
    if not isinstance(event, Purchase):
        return line
    return line._replace(event=structs.replace(event, total=amount_of(event), items=()))


def _outcome(
    road: Road,
    customers: list[Customer],
    cut_s: float,
    after_d: int,
    days: dict[str, set[int]],
    money: dict[str, float],
) -> Outcome:
    n: Numbers[Column] = columns([numbers(customer, cut_s, customer.satisfaction) for customer in customers])
    rhythm, spend = road.shelf.churn.rhythm, road.shelf.value.spend
    assert spend is not None
    repeats = np.maximum(n.days - 1.0, 0.0)
    alive = alive_probability(rhythm, repeats, n.span_d, n.age_d)
    expected = alive * orders_if_staying(rhythm, repeats, n.age_d, float(after_d))
    print(f"rhythm {rhythm}\nspend {spend}")
    return Outcome(
        expected,
        np.array([len(days.get(customer.id, ())) for customer in customers], np.float64),
        expected * expected_spend(spend, repeats, mean_repeat(n)) / 100,
        np.array([money.get(customer.id, 0.0) for customer in customers]),
        repeats,
        n.age_d,
    )


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
    against = {"expected": found.expected, "raw past frequency": found.frequency, "frequency over tenure": rate}
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
    print(f"| money | {expected:,.0f} | {came:,.0f} | {figures['total money']:.2f} |\n")
    return figures


def main() -> int:
    """Measure both files, and say whether the goals are met (exit code 1 where not)."""
    folder = data.folder(__doc__, (data.UCI, data.JOURNEY))
    goals: dict[str, bool] = {}
    for case in (UCI, JOURNEY):
        began = perf_counter()
        figures = _figures(case, measure(case, folder))
        print(f"{perf_counter() - began:.0f} s\n")
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
