"""Customers of a crowd are real ones, each under their own name, who sleep while something is measured."""

from benchmarks.crowd import FOLDED, QUIET_S, crowd
from harken.activity import Activity
from harken.fold.config import ActivityConfig


def test_who_is_not_folded_is_a_folded_one_under_another_name() -> None:
    found = list(crowd(FOLDED + 2))
    customers = [Activity(ActivityConfig()).decode(known.document) for known in found]
    assert [customer.id for customer in customers] == [known.name for known in found]
    assert len({known.name for known in found}) == FOLDED + 2
    assert customers[FOLDED].state == customers[0].state


def test_nobody_is_woken_in_the_first_days() -> None:
    woken = [due_s for known in crowd(FOLDED) for due_s in known.wakeups.values()]
    assert len(woken) >= FOLDED
    assert min(woken) >= QUIET_S
