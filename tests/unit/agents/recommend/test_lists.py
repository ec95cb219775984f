"""A list has an id made of what it is, and its log says where each item stood, why, and by which chance."""

import pytest

from harken.document import Recommendation
from harken.language import LANGUAGES, Language
from harken.models.churn import initial_snapshot
from harken.recommend.explore import Exploration
from harken.recommend.lists import is_ours, list_id, logged_as, served, source_of
from harken.recommend.neighbours import Neighbour, Neighbours
from harken.recommend.opinions import SERVED
from harken.recommend.rank import Own, Taste
from harken.recommend.show import show
from harken.shelf import BlendSnapshot, Shelf


def test_the_id_is_the_customers_and_the_items_in_their_order() -> None:
    ids = {list_id("ada", ["a", "b"]), list_id("ada", ["b", "a"]), list_id("bob", ["a", "b"]), list_id("ada", ["ab"])}
    assert len(ids) == 4
    assert all(map(is_ours, ids))
    assert list_id("ada", ["a", "b"]) in ids
    assert not is_ours("homepage-7")
    assert {logged_as(f"{one}-12") for one in ids} == ids


def test_what_is_only_like_another_item_is_a_source_of_its_own() -> None:
    assert source_of("like harbour-lamp") == "alike"
    assert source_of("与 harbour-lamp 相似") == "alike"


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_the_reason_of_whatever_is_shown_names_its_source(language: Language) -> None:
    blend = BlendSnapshot(version="v", cases=1, weights=dict.fromkeys(SERVED, (0.1, 0.1, 0.1, 0.1, 0.0)))
    similar = Neighbours({"last": [Neighbour("near", 1.0)]}, language)
    popular = {"": [Neighbour("all", 1.0)], "tea": [Neighbour("leaf", 1.0)]}
    own = [Own("cycle", 2.0, 9.0), Own("daily", 2.0, 1.0), Own("mine", 2.0, None)]
    taste = Taste(["last"], [], {"tea": 1.0}, own)
    (shown,) = show([taste], Shelf(initial_snapshot(), similar, popular, blend=blend), 10)
    assert {one.item_id: source_of(one.because) for one in shown} == {
        "near": "together",
        "all": "popular",
        "leaf": "in category",
        "cycle": "own",
        "daily": "own",
        "mine": "own",
    }
    (plain,) = show([taste], Shelf(initial_snapshot(), similar, popular), 10)
    assert {one.item_id: source_of(one.because) for one in plain} == {
        "near": "together",
        "all": "popular",
        "leaf": "in category",
    }
    assert source_of("a reason of a later release") == "other"


def test_the_log_has_each_place_with_its_chance() -> None:
    ranked = [Recommendation(f"i{n}", 1.0, "popular now") for n in range(50)]
    log, shown = served("ada", ranked, 10, Exploration(0.3), "v1", 7)
    assert (log.customer_id, log.model, log.version, log.at_ms) == ("ada", "list", "v1", 7)
    assert [one.item_id for one in log.items] == [one.item_id for one in shown]
    assert [one.position for one in log.items] == list(range(10))
    kept = [one for one in log.items if not one.explored]
    assert {one.propensity for one in kept} == {0.7}
    assert {one.propensity for one in log.items if one.explored} == {0.3 / 40}
    assert 0 < len(kept) < 10
    assert log.id == served("ada", ranked, 10, Exploration(0.3), "v2", 9)[0].id
    #  What was drawn is part of the id: from other items further down others are drawn by the same draw.
    assert log.id != served("ada", [*ranked[:10], *ranked[:9:-1]], 10, Exploration(0.3), "v1", 7)[0].id
