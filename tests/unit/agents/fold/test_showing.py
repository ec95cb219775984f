"""What a shop says of its items, and a command of what is shown, holds in documents from its time in the stream on."""

import pytest
from msgspec import json

from harken.activity import ActivityConfig
from harken.events import Click, Command, LineItem, Purchase
from harken.item import Item
from harken.models.churn import initial_snapshot
from harken.recommend.bars import Showing
from harken.recommend.catalogue import Catalogue
from harken.recommend.neighbours import Neighbour, Neighbours
from harken.recommend.opinions import SERVED
from harken.shelf import BlendSnapshot, Shelf
from tests.driver import Driver

DAY_MS = 86_400_000
BEGIN_MS = 1_700_000_000_000
BLEND = BlendSnapshot(version="b", cases=900, weights=dict.fromkeys(SERVED, (0.1, 1.0, 0.5, 0.2, -0.1)))
BY_HAND = pytest.mark.parametrize("blend", [None, BLEND], ids=["neighbours first", "the blend"])


def shop(blend: BlendSnapshot | None, *items: Item) -> Shelf:
    near = [Neighbour("cup", 1.0), Neighbour("jug", 0.8), Neighbour("urn", 0.6)]
    similar = Neighbours({"pot": near})
    catalogue = Catalogue(similar)
    for item in items:
        catalogue.put(item.item_id, item)
    popular = {"": [Neighbour("cup", 1.0), Neighbour("tea", 0.9), Neighbour("jug", 0.5)]}
    return Shelf(initial_snapshot(), similar, popular, blend=blend, items=catalogue)


def look(day: float) -> Click:
    at_ms = BEGIN_MS + round(day * DAY_MS)
    return Click(id=f"c{at_ms}", customer_id="ada", ts=at_ms, kind="view", item_id="pot")


def shown(lane: Driver) -> list[str]:
    return [one["item_id"] for one in json.decode(lane.customer("ada").recommendations)]


@BY_HAND
def test_an_item_is_shown_as_long_as_it_is_valid_by_the_streams_time(blend: BlendSnapshot | None) -> None:
    #   day      0      1      2      3
    #   cup      o      o      (until 2)
    #   look     x      x             x
    until = Item(item_id="cup", valid_until=BEGIN_MS + 2 * DAY_MS)
    lane = Driver(ActivityConfig(), shelf=shop(blend, until))
    seen = []
    for day in (0, 1, 3):
        lane.send(look(day))
        seen.append("cup" in shown(lane))
    assert seen == [True, True, False]
    assert set(shown(lane)) == {"jug", "urn", "tea"}


@BY_HAND
def test_what_is_sold_out_leaves_its_place_to_others(blend: BlendSnapshot | None) -> None:
    lane = Driver(
        config_of(recommendations=2),
        shelf=shop(blend, Item(item_id="cup", in_stock=False), Item(item_id="jug", available=False)),
    )
    lane.send(look(0))
    assert set(shown(lane)) == {"urn", "tea"}


@BY_HAND
def test_a_bound_puts_others_first(blend: BlendSnapshot | None) -> None:
    china = [Item(item_id=name, category="china") for name in ("cup", "jug", "urn")]
    free, bound = (Driver(config_of(most), shelf=shop(blend, *china)) for most in (0, 1))
    for lane in (free, bound):
        lane.send(look(0))
    assert shown(bound)[:2] == ["cup", "tea"]
    assert set(shown(free)) == set(shown(bound)) == {"cup", "jug", "urn", "tea"}


@BY_HAND
def test_a_staple_that_is_sold_out_is_not_shown_though_it_is_due(blend: BlendSnapshot | None) -> None:
    lines = (LineItem("milk"),)
    orders = [
        Purchase(id=f"p{day}", customer_id="ada", ts=BEGIN_MS + day * DAY_MS, currency="GBP", total=1.0, items=lines)
        for day in (0, 7, 14)
    ]
    lane = Driver(ActivityConfig(), shelf=shop(blend))
    lane.send(*orders, look(22))
    assert ("milk" in shown(lane)) is (blend is not None)
    lane.shelf = shop(blend, Item(item_id="milk", in_stock=False))
    lane.send(look(23))
    assert "milk" not in shown(lane)


@BY_HAND
def test_a_command_blocks_from_its_place_in_the_stream_on(blend: BlendSnapshot | None) -> None:
    lane = Driver(ActivityConfig(), shelf=silent(shop(blend)))
    lane.send(look(0))
    assert "cup" in shown(lane)
    rules = {"recommendations": {"blocked_items": ["cup"]}}
    lane.send(Command(id="r", ts=BEGIN_MS + DAY_MS, kind="rules", rules=rules))
    lane.send(look(2))
    assert "cup" not in shown(lane)


def config_of(most: int = 0, recommendations: int = 10) -> ActivityConfig:
    return ActivityConfig(showing=Showing(most_of_a_category=most), recommendations=recommendations)


def silent(shelf: Shelf) -> Shelf:
    """A shop that never said anything of an item: what is blocked by name is blocked all the same."""
    return shelf._replace(items=None)
