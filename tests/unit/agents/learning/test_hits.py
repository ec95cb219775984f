"""Figures of lists, of all time and of late."""

from math import log2

import pytest

from harken.learning.hits import Hits, Reach

FIRST, THIRD = 1.0, 1.0 / log2(4)


def test_ndcg_counts_all_hits_where_the_others_count_the_first() -> None:
    hits = Hits()
    hits.judge(["a", "b", "c"], frozenset({"a", "c", "z"}))
    hits.judge(["a", "b", "c"], frozenset({"z"}))
    figures = hits.figures()
    assert figures["hit_rate_at_10"] == 0.5
    assert figures["mrr_at_10"] == 0.5
    assert figures["ndcg_at_10"] == pytest.approx((FIRST + THIRD) / (1 + 1 / log2(3) + 1 / log2(4)) / 2, abs=1e-4)


def test_all_that_was_taken_in_the_first_places_is_as_good_as_it_gets() -> None:
    hits = Hits()
    hits.judge(["a", "b", "c"], frozenset({"b", "a"}))
    assert hits.figures()["ndcg_at_10"] == 1.0


def test_of_late_what_was_long_ago_does_not_count() -> None:
    hits = Hits()
    for n in range(10_000):
        hits.judge(["a"], frozenset({"a" if n < 5_000 else "b"}))
    figures = hits.figures()
    for name in ("hit_rate", "mrr", "ndcg"):
        assert figures[f"{name}_at_10"] == 0.5
        assert figures[f"{name}_at_10_lately"] < 0.01


def test_coverage_is_of_what_is_known_and_of_late_of_the_last_lists() -> None:
    #  the first thousand lists show a hundred items, the last thousand ten
    reach = Reach()
    for n in range(2000):
        reach.take([f"i{n % (100 if n < 1000 else 10)}"], [0.01])
    figures = reach.figures(200)
    assert figures["coverage"] == pytest.approx(0.5, abs=0.02)
    assert figures["coverage_lately"] == pytest.approx(0.05, abs=0.01)


def test_what_is_seldom_taken_is_novel() -> None:
    reach = Reach()
    reach.take(["a", "b"], [0.5, 0.125])
    assert reach.figures(2)["novelty_bits"] == 2.0
    reach.take([], [])
    assert reach.figures(2)["novelty_bits_lately"] == 2.0
