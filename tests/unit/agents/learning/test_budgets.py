"""Budgets: whatever lies between a level and what is raised at it, as many are raised over weeks as were asked for."""

from random import Random

import pytest

from harken.example import RaiseExample
from harken.learning.budgets import DAY_S, MOST_GAIN, Budgets
from tests.unit.agents.learning.samples import BEGIN_S

CUSTOMERS = 2000.0
SHARE = 0.02
A_DAY = CUSTOMERS * SHARE / 7


def raised(day: int, n: int, share: float = SHARE) -> RaiseExample:
    """The `n`th of a day."""
    at_s = BEGIN_S + day * DAY_S + n
    return RaiseExample(cause=f"0|churn_risk|c-{n}|{at_s!r}", known_s=at_s, kind="churn_risk", share=share)


def shop(budgets: Budgets, days: range, times: float, seed: int = 1) -> int:
    """So many times the looked-up share are raised each day, by chance; how many there were of all days."""
    random, count = Random(seed), 0
    for day in days:
        expected = A_DAY * times * budgets.gains.get("churn_risk", 1.0)
        today = sum(random.random() < expected / 200 for _ in range(200))
        for n in range(today):
            budgets.learn_one(raised(day, n))
        budgets.look(BEGIN_S + (day + 1) * DAY_S, CUSTOMERS)
        count += today
    return count


@pytest.mark.parametrize("times", [0.3, 1.0, 1.45, 4.0])
def test_as_many_are_raised_as_were_asked_for_however_wrong_the_level_was(times: float) -> None:
    budgets = Budgets()
    shop(budgets, range(60), times)
    #  ten weeks later: 400 asked for
    assert shop(budgets, range(60, 130), times, seed=2) == pytest.approx(A_DAY * 70, rel=0.15)
    assert budgets.gains["churn_risk"] == pytest.approx(1 / times, rel=0.3)


def test_where_a_level_first_holds_the_crowd_above_it_is_believed_only_a_little() -> None:
    budgets = Budgets()
    shop(budgets, range(3), 1.0)
    for n in range(1000):
        budgets.learn_one(raised(3, n))
    budgets.look(BEGIN_S + 4 * DAY_S, CUSTOMERS)
    assert budgets.gains["churn_risk"] > 0.6


def test_nothing_is_compared_before_a_day_has_passed_nor_with_nobody() -> None:
    budgets = Budgets()
    budgets.look(BEGIN_S, CUSTOMERS)
    budgets.learn_one(raised(0, 1))
    budgets.look(BEGIN_S + DAY_S - 1, CUSTOMERS)
    assert budgets.gains == {"churn_risk": 1.0}
    budgets.look(BEGIN_S + DAY_S, 0.0)
    assert budgets.gains["churn_risk"] < 1.0


def test_a_gain_has_an_end_where_nobody_is_left_to_be_raised() -> None:
    budgets = Budgets()
    budgets.learn_one(raised(0, 1))
    for day in range(400):
        budgets.look(BEGIN_S + day * DAY_S, CUSTOMERS)
    assert budgets.gains["churn_risk"] == pytest.approx(MOST_GAIN)


def test_from_a_dump_it_continues() -> None:
    budgets, again = Budgets(), Budgets()
    shop(budgets, range(20), 2.0)
    again.load(budgets.dump())
    shop(budgets, range(20, 30), 2.0, seed=3)
    shop(again, range(20, 30), 2.0, seed=3)
    assert again.gains == budgets.gains
