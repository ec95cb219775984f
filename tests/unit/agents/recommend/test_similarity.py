"""The worked example of user-based collaborative filtering, recomputed."""

import pytest

from harken.recommend.similarity import cosine, pearson, weighted_mean

#: Ratings of three items by three customers, and the similarity of the first to the two others.
ONE = {"i1": 5.0, "i2": 3.0, "i3": 2.0}
TWO = {"i1": 4.0, "i2": 2.0, "i3": 4.0}
THREE = {"i1": 3.0, "i2": 4.0, "i3": 5.0}


def test_the_cosines_of_the_worked_example() -> None:
    #  The source document prints 9 / sqrt(30) "= .87": that is no cosine, and it is 1.64.
    assert cosine(ONE, TWO) == pytest.approx(0.9193, abs=5e-5)
    assert cosine(ONE, THREE) == pytest.approx(0.8488, abs=5e-5)


def test_the_correlations_of_the_worked_example() -> None:
    assert pearson(ONE, TWO) == pytest.approx(0.1890, abs=5e-5)
    assert pearson(ONE, THREE) == pytest.approx(-0.9820, abs=5e-5)


def test_the_score_of_item_two_for_the_first_customer() -> None:
    #  Printed as .87 x 2 + .25 x 4 "= 2.34" (it is 2.74), with similarities that are none.
    votes = [(cosine(ONE, TWO), TWO["i2"]), (cosine(ONE, THREE), THREE["i2"])]
    assert sum(similarity * rating for similarity, rating in votes) == pytest.approx(5.2339, abs=5e-5)
    assert weighted_mean(votes) == pytest.approx(2.9602, abs=5e-5)


def test_who_rated_nothing_is_like_nobody() -> None:
    assert cosine(ONE, {}) == pearson(ONE, {}) == weighted_mean([]) == 0.0


def test_one_item_in_common_says_nothing_of_a_correlation() -> None:
    assert pearson(ONE, {"i1": 1.0, "i9": 3.0}) == 0.0


def test_ratings_that_never_vary_say_nothing_of_a_correlation() -> None:
    assert pearson(ONE, dict.fromkeys(ONE, 3.0)) == 0.0
