"""Decayed popularity against a sum over all visits."""

from collections import Counter
from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harken.recommend.popularity import HALF_LIFE_S, REBASE_AT, Popularity

DAY_S = 86_400.0
#: So long that numbers must be brought down.
REBASE_S = REBASE_AT / log(2) * HALF_LIFE_S

visits = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.one_of(st.floats(0, 90), st.floats(0, 9000)), st.sampled_from([1.0, 0.5])),
    min_size=1,
    max_size=60,
)


def taught(*seen: tuple[str, float], most_items: int = 1000) -> Popularity:
    """A list of items that were taken at some day."""
    popular = Popularity(most_items)
    for item, day in seen:
        popular.learn_one(item, day * DAY_S)
    return popular


@given(visits)
def test_it_is_the_sum_of_all_visits_each_decayed(seen: list[tuple[str, float, float]]) -> None:
    seen = sorted(seen, key=lambda visit: visit[1])
    popular, naive, now = Popularity(), Counter[str](), seen[-1][1]
    for item, day, weight in seen:
        popular.learn_one(item, day * DAY_S, weight)
        naive[item] += weight * exp(-log(2) * (now - day) * DAY_S / HALF_LIFE_S)  # type: ignore[assignment]  # counts of floats
    first = max(naive.values())
    found = dict(popular.top())
    for item, weight in naive.items():
        assert found.get(item, 0.0) == pytest.approx(weight / first, abs=1e-6)


@given(visits, st.randoms(use_true_random=False))
def test_late_visits_count_for_what_they_would_have(seen: list[tuple[str, float, float]], random: object) -> None:
    del random
    near = [(item, min(day, 90.0)) for item, day, _ in seen]
    one, other = dict(taught(*near).top()), dict(taught(*reversed(near)).top())
    assert one.keys() == other.keys()
    assert all(one[item] == pytest.approx(other[item], abs=2e-6) for item in one)


def test_a_visit_counts_half_after_a_half_life() -> None:
    assert taught(("old", 0), ("new", 14)).top() == [("new", 1.0), ("old", 0.5)]


def test_the_top_is_exact_and_of_equals_the_later_name_is_first() -> None:
    popular = taught(*((f"i-{n:04}", 0.0) for n in range(500)), ("i-0007", 0.0))
    assert [item for item, _ in popular.top(3)] == ["i-0007", "i-0499", "i-0498"]
    assert len(popular.top()) == 100
    assert Popularity().top() == []


def test_years_later_the_old_is_gone_and_the_new_counts_from_one() -> None:
    popular = taught(("old", 0), ("new", 2 * REBASE_S / DAY_S), ("newer", 2 * REBASE_S / DAY_S + 14))
    assert popular.top() == [("newer", 1.0), ("new", 0.5)]


def test_a_very_late_visit_is_next_to_nothing() -> None:
    assert taught(("new", 3 * REBASE_S / DAY_S), ("late", 0)).top()[1] == ("late", 0.0)


def test_the_heaviest_are_kept_when_items_are_too_many() -> None:
    popular = taught(*((f"i-{n}", float(n)) for n in range(21)), most_items=10)
    assert [item for item, _ in popular.top()] == [f"i-{n}" for n in range(20, 10, -1)]


def test_from_a_dump_it_continues_to_the_last_bit() -> None:
    seen = [(f"i-{n * n % 11}", float(n)) for n in range(80)]
    whole, first, second = taught(*seen), taught(*seen[:40]), Popularity()
    second.load(first.dump())
    for item, day in seen[40:]:
        second.learn_one(item, day * DAY_S)
    assert second.dump() == whole.dump()
    assert second.touched_s == whole.touched_s == 79 * DAY_S
