"""How far numbers have moved."""

import numpy as np
import pytest
from numpy.typing import NDArray

from harken.learning.shift import BLOCK, CHANGED, EDGES_FROM, MOVED, REFERENCE, Shift

Rows = NDArray[np.float64]


def normal(n: int, seed: int, mean: float = 0.0) -> Rows:
    return np.random.default_rng(seed).normal(mean, 1.0, (n, 1))


def watched(*rows: Rows) -> Shift:
    shift = Shift(rows[0].shape[1])
    for some in rows:
        shift.learn_many(some)
    return shift


def index(*rows: Rows) -> float:
    found = watched(*rows).index()
    assert found is not None
    return found[0]


def test_the_same_customers_are_steady_and_others_are_not() -> None:
    before = normal(REFERENCE, 1)
    assert index(before, normal(3 * BLOCK, 2)) < 0.02
    assert MOVED < index(before, normal(3 * BLOCK, 2, mean=0.45)) < CHANGED
    assert index(before, normal(3 * BLOCK, 2, mean=1.0)) > CHANGED


def test_it_is_the_index_of_the_book() -> None:
    #  Half of all were 0 and half 1; now it is one in four and three in four: (.25 - .5) ln(.25 / .5) + ...
    before, now = np.array([[0.0], [1.0]] * (REFERENCE // 2)), np.array([[0.0], [1.0], [1.0], [1.0]] * (BLOCK // 4))
    expected = (0.25 - 0.5) * np.log(0.25 / 0.5) + (0.75 - 0.5) * np.log(0.75 / 0.5)
    assert index(before, now) == pytest.approx(expected, abs=0.01)


def test_nothing_is_known_before_there_is_something_to_compare() -> None:
    shift = watched(normal(REFERENCE + BLOCK - 1, 1))
    assert shift.index() is None
    shift.learn_many(normal(1, 2))
    assert shift.index() is not None


def test_what_was_long_ago_is_not_now() -> None:
    #       reference | another population | back again: 5 blocks
    assert index(normal(REFERENCE, 1), normal(2 * BLOCK, 2, mean=2.0), normal(5 * BLOCK, 3)) < 0.02


def test_it_does_not_matter_how_rows_are_cut() -> None:
    rows = np.hstack([normal(REFERENCE + 3 * BLOCK, 1), normal(REFERENCE + 3 * BLOCK, 2)])
    whole = watched(rows)
    assert watched(*np.split(rows, [1, EDGES_FROM - 1, EDGES_FROM + 1, REFERENCE + 7, REFERENCE + 2 * BLOCK])) == whole
    assert len(whole.first) == 0  # only counts are kept


def test_a_number_that_hardly_anybody_has_is_watched_too() -> None:
    rng = np.random.default_rng(1)
    before = np.where(rng.random((REFERENCE, 1)) < 0.02, rng.random((REFERENCE, 1)), 0.0)
    assert index(before, before[: 2 * BLOCK]) < 0.02
    assert index(before, np.ones((2 * BLOCK, 1))) > CHANGED
