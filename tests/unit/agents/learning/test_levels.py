"""Levels by budget: as many come to them within a week as the budget allows, and no more."""

import numpy as np
import pytest

from harken.alerting.budget import MOST_SHARE
from harken.learning.levels import FEWEST, SHARES, WEEK_S, Rise, levels

MONTH_S = 30 * 86_400.0


def weekly(rises: list[Rise], level: float) -> float:
    """The share of all customers that comes to a level within a week, counted one by one."""
    usual_s = float(np.median([rise.apart_s for rise in rises if rise.apart_s]))
    return sum(WEEK_S / (r.apart_s or usual_s) for r in rises if r.before < level <= r.after) / len(rises)


def some(count: int, seed: int = 1) -> list[Rise]:
    """Customers whose probability moved to and fro; every ninth is new."""
    random = np.random.default_rng(seed)
    before, after = random.beta(2, 2, count), random.beta(2, 2, count)
    apart_s = random.uniform(0.8, 1.2, count) * MONTH_S
    return [
        Rise(0.0 if n % 9 == 0 else float(b), round(min(float(a), 0.99), 2), 0.0 if n % 9 == 0 else float(s))
        for n, (b, a, s) in enumerate(zip(before, after, apart_s, strict=True))
    ]


@pytest.mark.parametrize("seed", range(5))
def test_from_its_level_on_upwards_no_more_come_than_the_budget_allows_and_just_below_more_do(seed: int) -> None:
    rises = some(500, seed)
    found = levels(rises)
    assert found is not None
    for share, level in zip(SHARES, found, strict=True):
        assert all(weekly(rises, at) <= share + 1e-9 for at in np.linspace(level, 1.0, 200))
        if level > 0.01:
            assert weekly(rises, level - 2e-6) > share
    assert list(found) == sorted(found, reverse=True)


def test_who_stands_above_for_good_takes_nobody_elses_place() -> None:
    rises = some(500)
    gone = [Rise(0.99, 0.99, MONTH_S)] * 500
    shares = dict(zip(SHARES, levels([*rises, *gone]) or (), strict=True))
    alone = dict(zip(SHARES, levels(rises) or (), strict=True))
    #  The customers are twice as many now, and so is the budget.
    assert shares[0.01] == pytest.approx(alone[0.02], abs=1e-5)
    assert shares[0.01] < 0.95


def test_too_few_who_were_judged_twice_say_nothing() -> None:
    new = [Rise(0.0, 0.5, 0.0)] * 1000
    assert levels(new) is None
    assert levels([*new, *[Rise(0.2, 0.4, MONTH_S)] * (FEWEST - 1)]) is None
    assert levels([*new, *[Rise(0.2, 0.4, MONTH_S)] * FEWEST]) is not None
    assert levels([]) is None


def test_the_largest_budget_that_can_be_set_is_one_that_is_learned() -> None:
    assert SHARES[-1] == MOST_SHARE


def test_where_no_score_rose_there_is_no_level() -> None:
    assert levels([Rise(0.5, 0.5, MONTH_S)] * FEWEST) is None
    assert levels([Rise(0.5, 0.4, MONTH_S)] * FEWEST) is None
