"""Segments on UCI (H = 90 days) and Complete Journey (30), in step: how good the groups are, and how quiet.

    python -m benchmarks.quality.segments [--data DIR]

At the end of each month every customer of the population is a point. *Online* is the mean squared distance to the
nearest of the published centres, *batch* that to the centres of a batch k-means fitted to these very points (the best
of 8, k-means++), and *history* that to a batch fit to all points of the months before. Changes of name are counted as
the lists of members tell them, a customer and month in which they ordered.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import numpy as np
from msgspec import UNSET
from numpy.typing import NDArray

from benchmarks.quality import data
from benchmarks.quality.road import OneLane, Road, replay
from harken.activity import ActivityConfig
from harken.batch import Outcome
from harken.features.numbers import counted, in_units
from harken.fold.config import DAY_S
from harken.segments.kmeans import batch
from harken.segments.point import place

Column = NDArray[np.float64]

#: Months before there is enough to judge.
SKIPPED = 3


class Case(NamedTuple):
    """A file, its currency and the churn model's horizon, whose third lies between two examples of a customer."""

    name: str
    file: str
    currency: str
    horizon_d: float


CASES = (Case("UCI Online Retail", data.UCI, "GBP", 90), Case("Complete Journey", data.JOURNEY, "USD", 30))


class Watch:
    """What is to be seen of a replay, month by month."""

    def __init__(self) -> None:
        self.months: list[tuple[str, float, float, float]] = []
        self.renames: list[int] = []
        self._month = ""
        self._past: list[Column] = []
        self._moves: Counter[str] = Counter()
        self._named: set[str] = set()

    def look(self, boundary_s: float, lane: OneLane, outcomes: Sequence[Outcome]) -> None:
        """One day is over."""
        for outcome in outcomes:
            for members in outcome.segments.values():
                came = {name for name, since_s in members.items() if since_s is not None}
                self._moves.update(came & self._named)
                self._named |= came
        month = datetime.fromtimestamp(boundary_s - 1, UTC).strftime("%Y-%m")
        if self._month and month != self._month:
            self._judge(boundary_s - DAY_S, lane)
        self._month = month

    def _judge(self, now_s: float, lane: OneLane) -> None:
        shelf, everybody = lane.shelf.segments, list(lane.customers.values())
        customers = [customer for customer in everybody if customer.not_eligible is None]
        if not shelf.names or not customers:
            return
        active = [c for c in customers if (c.activity.last_order_ms or 0) / 1000 > now_s - 30 * DAY_S]
        if len(self.months) >= SKIPPED:
            self.renames += [self._moves[c.id] for c in active if c.segment is not UNSET]
        n = in_units(np.array([counted(customer, now_s, None) for customer in customers]))
        scales = np.array(shelf.scales)
        at = place(n.silent_d, n.days, n.spent - n.returned) / scales
        fresh, _ = batch(at, len(shelf.names))
        old = np.array(shelf.centres) / scales
        history = batch(np.concatenate(self._past) / scales, len(shelf.names))[0] if self._past else old
        self.months.append((self._month, _inertia(at, old), _inertia(at, fresh), _inertia(at, history)))
        self._past.append(at * scales)
        self._moves.clear()


def _inertia(points: Column, centres: Column) -> float:
    off = points[:, None, :] - centres[None, :, :]
    return float((off * off).sum(axis=2).min(axis=1).mean())


def measure(case: Case, folder: Path) -> tuple[Road, Watch]:
    """Replay a file and look at it."""
    lines = map(data.nameless, data.lines(folder / case.file))
    watch = Watch()
    config = ActivityConfig(horizon_s=case.horizon_d * DAY_S, currency=case.currency)
    return replay(lines, config, look=watch.look), watch


def main() -> int:
    """Measure both files, and say whether the goals are met (exit code 1 where not)."""
    folder = data.folder(__doc__, (data.UCI, data.JOURNEY))
    goals: dict[str, bool] = {}
    for case in CASES:
        began = perf_counter()
        road, watch = measure(case, folder)
        print(f"\n{case.name}, {len(road.customers):,} customers, {perf_counter() - began:.0f} s\n")
        print("| month | online | batch | online of batch | history |\n|---|---|---|---|---|")
        for month, online, fresh, history in watch.months:
            print(f"| {month} | {online:.3f} | {fresh:.3f} | {online / fresh:.3f} | {history:.3f} |")
        judged = watch.months[SKIPPED:]
        share = sum(online for _, online, _, _ in judged) / sum(fresh for _, _, fresh, _ in judged)
        moves = np.array(watch.renames)
        top = float(np.quantile(moves, 0.9))
        print(f"\nonline of batch, all months after the first {SKIPPED}: {share:.3f}")
        print(f"changes a customer and month with an order: mean {moves.mean():.3f}, 90 of 100 <= {top:g}")
        for name, value in road.publication.hashes["model:segments"].items():
            print(f"{name}: {value.decode()}")
        goals[f"{case.name}: online within 10 % of batch"] = share <= 1.1
        goals[f"{case.name}: 90 of 100 change at most once a month"] = top <= 1
    print()
    for goal, met in goals.items():
        print(f"{'met   ' if met else 'MISSED'}  {goal}")
    return 0 if all(goals.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
