"""Which items are alike, by what is said of them; and what that adds to neighbours."""

from math import sqrt

import pytest
from msgspec import json

from harken.item import Item
from harken.recommend import content as content_module
from harken.recommend.content import Content
from harken.recommend.covisitation import CoVisitation
from harken.recommend.neighbours import Neighbour, Neighbours
from harken.recommend.similar import BEFOREHAND, Similar
from tests.unit.agents.recommend.test_covisitation import step, taught

TITLES = {
    "red-cup": "Cup, red retrospot",
    "red-plate": "Plate, red retrospot",
    "blue-cup": "Cup, blue stripes",
    "lamp": "Lamp of brass",
}


def told(titles: dict[str, str] = TITLES, most_items: int = 100) -> Content:
    found = Content(most_items)
    for item_id, title in titles.items():
        found.tell_one(item_id, Item(item_id=item_id, title=title))
    return found


def test_alike_is_what_shares_words_and_rare_ones_say_more() -> None:
    #  "red" and "retrospot" are shared by two, "cup" by two: two words say more than one
    alike = told().alike("red-cup")
    assert list(alike) == ["red-plate", "blue-cup"]
    assert 0 < alike["blue-cup"] < alike["red-plate"] < 1
    assert alike["red-plate"] == pytest.approx(told().alike("red-plate")["red-cup"])
    assert told({"a": "twin set", "b": "Twin SET"}).alike("a") == {"b": pytest.approx(1.0)}


def test_what_everything_has_in_common_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content_module, "COMMON", 1)
    assert told().alike("red-cup") == {}


def test_what_is_said_anew_counts_at_once_and_says_whom_it_touches() -> None:
    found = told()
    assert list(found.alike("lamp")) == []
    assert set(found.tell_one("lamp", Item(item_id="lamp", title="Blue stripes"))) == {"lamp", "blue-cup"}
    assert list(found.alike("blue-cup")) == ["lamp", "red-cup"]
    assert found.tell_one("lamp", Item(item_id="lamp", title="Blue stripes", in_stock=False)) == ()
    assert set(found.tell_one("lamp", None)) == {"lamp", "blue-cup"}
    assert list(found.alike("blue-cup")) == ["red-cup"]
    assert found.alike("lamp") == {}


def test_the_first_told_of_makes_room() -> None:
    found = told(most_items=3)
    assert len(found) == 3
    assert found.alike("red-cup") == {}
    assert found.alike("red-plate") == {}
    assert found.checkpoint()["red-cup"] is None


def test_a_checkpoint_brings_all_of_it_back_in_whatever_order() -> None:
    found, again = told(), Content()
    for item_id, data in reversed(found.checkpoint().items()):
        assert data is not None
        again.load(item_id, data)
    assert all(again.alike(item) == found.alike(item) for item in TITLES)
    assert again.checkpoint() == found.checkpoint() == {}


def published(similar: Similar, item: str) -> dict[str, float]:
    return dict(json.decode(similar.published(item) or b"[]"))


def test_likeness_counts_as_taken_together_a_little_and_counts_outweigh_it() -> None:
    #  red-cup was taken once and then lamp; red-plate, which is like it, by nobody
    counts, content = taught(step("red-cup"), step("lamp", "red-cup")), told()
    similar = Similar(counts, content)
    cosine = content.alike("red-cup")["red-plate"]
    assert similar.neighbours("red-cup")[0] == Neighbour("lamp", 1.0)
    assert dict(similar.neighbours("red-cup"))["red-plate"] == pytest.approx(BEFOREHAND * cosine**2)
    for _ in range(99):
        counts.learn_one(step("red-cup"))
    assert dict(similar.neighbours("red-cup"))["red-plate"] == pytest.approx(BEFOREHAND * cosine**2 / sqrt(100))


def test_who_was_never_taken_together_is_published_below_zero() -> None:
    similar = Similar(taught(step("red-cup"), step("lamp", "red-cup")), told())
    found = published(similar, "red-cup")
    assert found["lamp"] > 0 > found["red-plate"]
    assert [-abs(score) for score in found.values()] == sorted(-abs(score) for score in found.values())


def test_of_an_item_that_nobody_took_nothing_is_published_and_without_records_nothing_changes() -> None:
    counts = taught(step("red-cup"), step("lamp", "red-cup"))
    assert Similar(counts, told()).published("blue-cup") is None
    assert published(Similar(counts, Content()), "red-cup") == dict(counts.neighbours("red-cup", 20))
    assert Similar(CoVisitation(), told()).neighbours("red-cup") == []


def test_a_shelf_knows_who_is_only_like_an_item() -> None:
    similar = Neighbours({"cup": [Neighbour("pot", 0.5), Neighbour("mug", -0.4)]})
    assert similar.get("cup") == [("pot", 0.5), ("mug", 0.4)]
    assert similar.alike[similar.numbers["cup"], :3].tolist() == [False, True, False]
    similar.put("cup", [Neighbour("mug", 0.4)])
    assert not similar.alike.any()
