"""How likely places are looked at is learned from explored ones, and the order that customers want is found again.

The whole of it, with more lists: `python -m benchmarks.quality.positions`, docs/results/positions.md.
"""

import numpy as np
import pytest

from benchmarks.quality.onlookers import PLACES, Shop, by_place, cascade, everything
from benchmarks.quality.positions import Pair, compare, learned, sureness
from harken.recommend.examination import MOST, Examination
from harken.recommend.listwise import Listwise

SHOPS = range(20)
LISTS = 1500


def gain(pairs: list[Pair]) -> float:
    """Of tau, in the mean."""
    return float(np.mean([pair.corrected.tau - pair.plain.tau for pair in pairs]))


def test_before_anything_is_known_all_places_count_alike() -> None:
    assert Examination().chances(3).tolist() == [1.0, 1.0, 1.0]
    assert Examination().weights(3).tolist() == [1.0, 1.0, 1.0]


def test_what_is_taken_from_places_that_were_not_explored_says_nothing_of_places() -> None:
    examination = Examination()
    for _ in range(1000):
        examination.learn_one(10, {7}, {0})
    assert examination.chances(10).tolist() == [1.0] * 10


def test_a_place_where_explored_items_are_taken_less_often_is_looked_at_less_often() -> None:
    #  place 0: 300 takings, place 1: 150, place 2: 75
    examination = Examination()
    for place, times in enumerate((300, 150, 75)):
        for _ in range(times):
            examination.learn_one(3, {place}, {place})
    assert examination.chances(3) == pytest.approx([1.0, 0.5, 0.25], abs=0.05)
    assert examination.chances(5)[3:] == pytest.approx([0.25, 0.25], abs=0.05)  # longer than any list was


def test_no_place_counts_for_more_than_the_bound() -> None:
    examination = Examination()
    for _ in range(2000):
        examination.learn_one(2, {0}, {0})
    assert examination.weights(2).tolist() == [1.0, MOST]


def test_takings_that_chance_may_have_spread_so_tell_no_place_from_another() -> None:
    examination = Examination()
    for place, times in enumerate((9, 12, 8, 11, 10)):
        for _ in range(times):
            examination.learn_one(5, {place}, {place})
    assert examination.chances(5) == pytest.approx([1.0] * 5, abs=1e-3)


def test_it_goes_on_where_it_stood() -> None:
    one, other = Examination(), Examination()
    for place in (0, 0, 1, 0, 2):
        one.learn_one(4, {place}, {place})
    other.load(*one.dump())
    for examination in (one, other):
        examination.learn_one(4, {1}, {1})
    assert one.dump() == other.dump()


def test_one_list_of_which_all_was_taken_alike_teaches_no_order() -> None:
    ranker = Listwise(2)
    before = ranker.weights.tolist()
    ranker.learn_shown(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([1.0, 1.0]))
    ranker.learn_shown(np.array([[1.0, 0.0]]), np.array([1.0]))
    ranker.learn_shown(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0.0, 0.0]))
    assert ranker.weights.tolist() == before


def test_the_order_is_found_again_where_customers_look_otherwise_than_the_corrector_assumes() -> None:
    pairs = [compare(seed, cascade, LISTS) for seed in SHOPS]
    assert gain(pairs) > 0.04
    assert sureness(pairs, "tau") < 1e-3
    assert sureness(pairs, "ndcg") < 1e-3


def test_where_customers_look_at_everything_the_correction_does_no_harm() -> None:
    pairs = [compare(seed, everything, LISTS) for seed in SHOPS]
    assert gain(pairs) > -0.002
    assert all(pair.corrected.tau > pair.plain.tau - 0.01 for pair in pairs)


def test_the_chances_of_places_are_estimated_and_not_given() -> None:
    _, examination = learned(Shop(1).lists(30_000, by_place), corrects=False)
    assert examination.chances(PLACES)[:4] == pytest.approx([1.0, 1 / 2, 1 / 3, 1 / 4], abs=0.1)
