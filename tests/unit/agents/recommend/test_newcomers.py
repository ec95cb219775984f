"""An item that nobody took yet is proposed by what the shop says of it, until it is known."""

import pytest

from harken.item import Item
from harken.recommend.sources import newcomers
from harken.recommend.sources.newcomers import KNOWN_FROM, Newcomers
from harken.recommend.sources.source import Sight, Taken

POT = Item(item_id="pot", title="Red retrospot tea pot", category="kitchen", brand="Bo", price=12.0)
CUP = Item(item_id="cup", title="Red retrospot cup", category="kitchen", brand="Bo", price=3.0)
FORK = Item(item_id="fork", title="Garden fork", category="garden", price=12.5)
NOBODY = Sight("ada", 0.0, ())
AFTER_POT = Sight("ada", 0.0, ["pot"])


def shop(*told: Item) -> Newcomers:
    """A pot was taken, and something else is told of."""
    found = Newcomers()
    for item in (POT, *told):
        found.tell_one(item)
    for _ in range(KNOWN_FROM):
        found.learn_one(Taken(NOBODY, "pot"))
    return found


def test_what_is_most_like_the_last_items_comes_first() -> None:
    assert list(shop(FORK, CUP).propose(AFTER_POT, 10)) == ["cup", "fork"]  # a fork has but the price band


def test_of_a_customer_who_took_nothing_it_knows_nothing() -> None:
    assert not shop(CUP).propose(NOBODY, 10)


def test_an_item_is_new_until_it_was_taken_a_few_times() -> None:
    #  taken      1    2    3
    #  new   yes  yes  yes  no
    found = shop(CUP)
    for _ in range(KNOWN_FROM):
        assert list(found.propose(AFTER_POT, 10)) == ["cup"]
        found.learn_one(Taken(NOBODY, "cup"))
    assert not found.propose(AFTER_POT, 10)
    assert found.score_many(AFTER_POT, ["cup"]) == [0.0]


def test_what_was_taken_before_the_shop_said_anything_is_not_new() -> None:
    found = shop()
    found.learn_one(Taken(NOBODY._replace(category="kitchen"), "cup"))
    found.tell_one(CUP)
    assert not found.propose(AFTER_POT, 10)


def test_the_newest_record_of_an_item_holds() -> None:
    found = shop(CUP)
    found.tell_one(Item(item_id="cup", category="garden"))
    assert not found.propose(AFTER_POT, 10)


def test_the_first_new_item_makes_room_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newcomers, "MOST_NEW", 2)
    again = Item(item_id="cup-2", title="Red retrospot cup", category="kitchen", brand="Bo", price=3.0)
    assert list(shop(CUP, again, FORK).propose(AFTER_POT, 10)) == ["cup-2", "fork"]
