"""What is written of a shop's items, and for how long it is known which ones changed."""

import pytest
from msgspec import json

from harken.item import Item
from harken.recommend import assortment
from harken.recommend.assortment import Assortment, Said


def test_the_newest_record_of_an_item_is_written_and_a_tombstone_removes_it() -> None:
    items = Assortment(3)
    cup, pot = Item(item_id="cup", in_stock=True), Item(item_id="pot")
    gone = Item(item_id="cup", in_stock=False)
    written = items.write([Said(7, "cup", cup), Said(8, "pot", pot), Said(9, "cup", gone), Said(12, "pot", None)])
    assert written.strings == {"harken:item:cup": json.encode(gone), "harken:item:pot": None}
    assert written.scores == {"harken:items:changed:3": {"cup": 9.0, "pot": 12.0}}
    assert written.hashes == {"harken:items": {"3": b"13"}}


def test_nothing_said_writes_nothing() -> None:
    assert Assortment(0).write([]) == ({}, {}, {})


def test_changes_are_kept_as_many_as_there_may_be_the_last_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assortment, "MOST_CHANGES", 2)
    items = Assortment(0)
    items.write([Said(0, "a", None), Said(1, "b", None)])
    again = Assortment(0)
    again.restore([("b", 1.0), ("a", 0.0)])
    for each in (items, again):
        assert each.write([Said(2, "a", None), Said(3, "c", None)]).scores == {
            "harken:items:changed:0": {"a": 2.0, "c": 3.0, "b": None}
        }
