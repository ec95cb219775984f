"""Places are drawn by themselves, from further down, with the chance that is told, and always the same."""

from collections import Counter

import pytest
from msgspec import UNSET

from harken.document import Recommendation
from harken.recommend.explore import FURTHER, Exploration

RANKED = [Recommendation(f"i{n}", 1.0 - n / 100, "popular now") for n in range(60)]
N = 10
LISTS = 3000


def drawn(exploration: Exploration, ranked: int = 60) -> list[tuple[Recommendation, ...]]:
    return [exploration.explored(RANKED[:ranked], N, f"harken-{k}") for k in range(LISTS)]


def test_without_a_share_the_list_is_what_was_ranked_and_no_more_is_asked_for() -> None:
    none = Exploration()
    assert none.depth(N) == N
    assert none.explored(RANKED, N, "harken-1") == tuple(RANKED[:N])
    assert none.chance(60, N) == 1.0


def test_the_same_list_is_always_drawn_alike_and_another_salt_draws_anew() -> None:
    one = Exploration(0.3, "1")
    assert drawn(one) == drawn(Exploration(0.3, "1"))
    assert drawn(one) != drawn(Exploration(0.3, "2"))
    assert one.depth(N) == N + FURTHER


def test_each_place_is_drawn_as_often_as_is_said_and_each_item_further_down_as_often_as_another() -> None:
    places: Counter[int] = Counter()
    items: Counter[str] = Counter()
    for shown in drawn(Exploration(0.2)):
        for place, one in enumerate(shown):
            if one.propensity is UNSET:
                assert one == RANKED[place]
            else:
                assert one.propensity == pytest.approx(0.2 / FURTHER)
                places[place] += 1
                items[one.item_id] += 1
    assert all(count == pytest.approx(0.2 * LISTS, abs=5 * (0.16 * LISTS) ** 0.5) for count in places.values())
    assert set(items) == {one.item_id for one in RANKED[N : N + FURTHER]}
    mean = sum(items.values()) / FURTHER
    assert all(count == pytest.approx(mean, abs=5 * mean**0.5) for count in items.values())


def test_no_item_stands_in_two_places() -> None:
    for shown in drawn(Exploration(0.5), ranked=20):
        assert len({one.item_id for one in shown}) == N


@pytest.mark.parametrize("ranked", [3, 10, 19])
def test_nothing_is_drawn_where_fewer_are_further_down_than_on_the_list(ranked: int) -> None:
    #  else some places would have a smaller chance than is told
    every = Exploration(0.5)
    assert every.chance(ranked, N) == 1.0
    assert every.explored(RANKED[:ranked], N, "harken-1") == tuple(RANKED[:ranked][:N])
