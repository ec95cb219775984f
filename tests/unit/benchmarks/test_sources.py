"""All contenders are judged on the same cases, and of what is known of nobody apart."""

from datetime import UTC, datetime

from benchmarks.quality.panel import ALL, COLD_CUSTOMER, COLD_ITEM, SERVED, Judge, Sample
from benchmarks.quality.sources import BASKETS, INVOICES, LINES, Trial, cases, steps
from harken.events import PURCHASES, LineItem, Purchase
from harken.item import Item
from harken.recommend.sources.newcomers import Newcomers
from harken.replay.line import Line

EVERY = Sample(1, 1, 1)
T0 = datetime(2026, 1, 1, tzinfo=UTC)
DAY_S = 86_400.0


def order(day: int, customer: str, *items: str) -> Line:
    ts_s = T0.timestamp() + day * DAY_S
    lines = tuple(LineItem(item) for item in items)
    event = Purchase(id=f"o{day}", customer_id=customer, ts=datetime.fromtimestamp(ts_s, UTC), items=lines)
    return Line(PURCHASES, customer, ts_s, event)


def trial() -> Trial:
    #  day    0       1       2          3         4 (nobody had a jug)
    #  ada    pot     cup     pot, cup             pot, jug
    #  bob                               pot, cup
    found = Trial(dict.fromkeys((LINES, INVOICES, BASKETS), EVERY))
    found.tell([Item(item_id=item, title="blue ware") for item in ("pot", "cup", "jug")])
    orders = [("ada", "pot"), ("ada", "cup"), ("ada", "pot", "cup"), ("bob", "pot", "cup"), ("ada", "pot", "jug")]
    found.run(steps(order(day, *one) for day, one in enumerate(orders)))
    return found


def counts(found: Trial, kind: str) -> tuple[int, ...]:
    return tuple(cases(found.panels[what], kind) for what in (LINES, INVOICES, BASKETS))


def test_each_kind_of_case_has_its_own_cases() -> None:
    found = trial()
    #  new lines of both; new items of ada's second and fifth invoice; every basket but the first ones
    assert counts(found, ALL) == (5, 2, 3)
    assert counts(found, COLD_CUSTOMER) == (2, 0, 2)
    assert counts(found, COLD_ITEM) == (3, 2, 3)


def test_everybody_is_judged_on_the_same_cases() -> None:
    for panel in trial().panels.values():
        for kind, judges in panel.judges.items():
            assert {judge.cases for judge in judges.values()} == {cases(panel, kind)}
            assert SERVED in judges


def test_what_nobody_took_is_found_by_what_it_is_like_alone() -> None:
    judges = trial().panels[LINES].judges[COLD_ITEM]
    assert judges[Newcomers.name].figures()[0] == 2 / 3  # of the very first customer nothing is known
    assert judges["together"].figures() == (0.0, 0.0)


def test_of_a_basket_the_share_that_was_found_counts() -> None:
    judge = Judge()
    judge.judge_basket(["pot", "cup"], ["cup", "jug"])
    judge.judge_basket(["pot"], ["jug"])
    assert (judge.cases, judge.figures()) == (2, (0.5, 0.25))
