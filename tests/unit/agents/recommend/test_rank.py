"""What is shown, to whom, and what is said of it."""

from collections.abc import Sequence
from itertools import starmap

import pytest

from harken.document import Recommendation
from harken.models.churn import initial_snapshot
from harken.recommend.covisitation import SCORED_FADES
from harken.recommend.neighbours import Neighbour, Neighbours
from harken.recommend.rank import Taste
from harken.recommend.rank import rank as rank_all
from harken.shelf import Shelf


def shelf(similar: dict[str, dict[str, float]], popular: dict[str, list[str]] | None = None) -> Shelf:
    """Neighbours with their scores, and popular items by category, the first the most."""
    return Shelf(
        initial_snapshot(),
        Neighbours({item: list(starmap(Neighbour, scores.items())) for item, scores in similar.items()}),
        {c: [Neighbour(i, 1 / (1 + n)) for n, i in enumerate(items)] for c, items in (popular or {}).items()},
    )


def rank(
    recent: Sequence[str], exclude: Sequence[str], categories: Sequence[str], on: Shelf, n: int
) -> tuple[Recommendation, ...]:
    """For one customer."""
    dear = {name: float(-place) for place, name in enumerate(categories)}
    (found,) = rank_all([Taste(recent, exclude, dear)], on, n)
    return found


def test_neighbours_of_the_last_items_add_up_and_the_newest_counts_most() -> None:
    on = shelf({"new": {"x": 0.4, "y": 0.5}, "old": {"x": 0.4}})
    found = rank(["new", "old"], (), (), on, 10)
    assert [r.item_id for r in found] == ["x", "y"]
    assert found[0].score == pytest.approx(0.4 * (SCORED_FADES[0] + SCORED_FADES[1]))
    assert [r.because for r in found] == ["taken together with new"] * 2


def test_what_is_only_like_an_item_is_not_said_to_be_taken_with_it() -> None:
    on = shelf({"new": {"x": 0.4, "twin": -0.5}, "old": {"twin": 0.1}})
    assert [(r.item_id, r.because) for r in rank(["new", "old"], (), (), on, 10)] == [
        ("twin", "like new"),
        ("x", "taken together with new"),
    ]


def test_the_sixth_last_item_says_nothing() -> None:
    on = shelf({"six": {"x": 9.0}, "five": {"y": 0.1}})
    assert [r.item_id for r in rank(["1", "2", "3", "4", "five", "six"], (), (), on, 10)] == ["y"]


def test_what_was_just_bought_is_never_shown_from_no_source() -> None:
    on = shelf({"a": {"b": 1.0, "c": 0.5}}, {"tea": ["b", "d"], "": ["b", "d", "e"]})
    found = [r.item_id for r in rank(["a"], ["b"], ["tea"], on, 10)]
    assert found == ["c", "d", "e"]


def test_who_is_new_gets_what_is_popular_in_their_categories_then_at_all() -> None:
    on = shelf({}, {"tea": ["green", "black"], "cups": ["cup"], "": ["best", "green"]})
    found = rank([], (), ["cups", "tea"], on, 10)
    assert [(r.item_id, r.because) for r in found] == [
        ("cup", "popular in cups"),
        ("green", "popular in tea"),
        ("black", "popular in tea"),
        ("best", "popular now"),
    ]


def test_filling_comes_after_every_neighbour_and_scores_never_rise() -> None:
    on = shelf({"a": {"weak": 1e-5}}, {"tea": ["x", "y"], "": ["z"]})
    found = rank(["a"], (), ["tea"], on, 10)
    assert [r.item_id for r in found] == ["weak", "x", "y", "z"]
    scores = [r.score for r in found]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


def test_never_more_than_asked_for_and_none_twice() -> None:
    on = shelf({"a": {"b": 1.0, "c": 0.9}}, {"": ["b", "c", "d", "e"]})
    assert [r.item_id for r in rank(["a"], (), (), on, 3)] == ["b", "c", "d"]
    assert len(rank(["a"], (), (), on, 1)) == 1
    assert rank([], (), ["unknown"], shelf({}), 10) == ()


def test_equals_stand_in_the_order_in_which_they_were_published() -> None:
    on = shelf({"a": {"z": 0.5, "b": 0.5, "m": 0.5}})
    assert [r.item_id for r in rank(["a"], (), (), on, 3)] == ["z", "b", "m"]
