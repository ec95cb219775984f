"""An item is learned from its nth taking until nobody has touched it for long; then it is nowhere any more."""

import msgspec
import pytest

from harken.example import Choice, Listed, VisitExample
from harken.item import Item
from harken.learning.config import LearnerConfig
from harken.recommend.assortment import ItemNews
from harken.recommend.item_bounds import LOOKS, ItemBounds
from tests.learned import LearnerDriver
from tests.unit.agents.learning.samples import BEGIN_S, DAY_S, pack, visit

IDLE_D = 64.0


def bounded(least_takings: int = 1, idle_d: float = IDLE_D) -> LearnerDriver:
    return LearnerDriver(LearnerConfig((), items=ItemBounds(least_takings, idle_d)))


def at(day: float, n: int, item: str, *recent: str) -> VisitExample:
    """The `n`th click, so many days after the beginning of an event day."""
    return visit(n, item, *recent, category="tea", at_s=BEGIN_S - BEGIN_S % (2 * DAY_S) + day * DAY_S)


def where(driver: LearnerDriver, item: str) -> set[str]:
    """Where in the store anything is said of an item."""
    found = {key for key in (*driver.strings, *driver.state) if key.endswith(f":{item}")}
    found |= {key for key, value in (driver.strings | driver.state).items() if item.encode() in value}
    return found | {key for key, members in driver.scores.items() if item in members}


def test_after_idle_d_an_item_is_gone_everywhere() -> None:
    #  day   0            30           64    66
    #        pot, cup     cup, tea     tea   tea      looked for every second day: pot is gone with the last
    driver = bounded()
    driver.learn([pack([at(0, 0, "pot"), at(0, 1, "cup", "pot"), at(30, 2, "cup"), at(30, 3, "tea", "cup")])])
    driver.learn([pack([at(64, 4, "tea")])])
    assert where(driver, "pot") >= {"harken:similar:pot", "harken:similar:cup", "harken:popular", "harken:popular:tea"}
    driver.learn([pack([at(64 + IDLE_D / LOOKS, 5, "tea")])])
    assert not where(driver, "pot")
    assert [other for other, _ in driver.similar("cup")] == ["tea"]
    assert set(driver.scores["harken:popular"]) == {"cup", "tea"}


def test_what_came_before_something_taken_was_touched_with_it() -> None:
    driver = bounded()
    driver.learn([pack([at(0, 0, "pot"), at(50, 1, "tea", "pot"), at(100, 2, "tea")])])
    assert [other for other, _ in driver.similar("pot")] == ["tea"]


def test_a_category_of_which_nothing_is_left_has_no_list() -> None:
    driver = bounded()
    driver.learn([pack([at(0, 0, "pot")])])
    driver.learn([pack([msgspec.structs.replace(at(99, 1, "jar"), category="jam")])])
    assert {key for key, members in driver.scores.items() if members} == {"harken:popular", "harken:popular:jam"}
    assert not any(key.endswith("popular:tea") for key in driver.state)


def test_what_the_shop_says_of_an_item_is_not_forgotten() -> None:
    driver = bounded()
    driver.learn([pack([at(0, 0, "pot"), at(0, 1, "cup")])])
    driver.learner.tell(ItemNews([(name, Item(item_id=name, category="tea")) for name in ("pot", "cup")], {"0": 2}))
    driver.learn([pack([at(99, 2, "cup")])])
    assert where(driver, "pot") == {"harken:similar:cup", "harken:learned:0:visit:told:pot"}
    (like,) = driver.similar("cup")
    assert (like.item_id, like.score < 0) == ("pot", True)


def test_lists_that_were_clicked_go_with_their_items() -> None:
    driver = bounded()
    items = [f"item-{n}" for n in range(5)]
    clicked = Listed("clicked", items, [0, 1, 2, 3, 4], False)
    choices = [Choice([items[n % 5]], None, [], [], [clicked]) for n in range(600)]
    driver.learn([pack([msgspec.structs.replace(at(0, n, c.taken[0]), choice=c) for n, c in enumerate(choices)])])
    assert where(driver, "clicked") == {"harken:learned:0:visit:clicked:clicked"}
    driver.learn([pack([at(99, 600, "tea")])])
    assert not where(driver, "clicked")


@pytest.mark.parametrize("least", [1, 2, 3])
def test_an_item_that_was_taken_too_seldom_is_in_no_list_and_no_neighbours(least: int) -> None:
    driver = bounded(least)
    driver.learn([pack([at(0, n, item) for n, item in enumerate(["cup", "tea"] * least)])])
    for n in range(least - 1):
        driver.learn([pack([at(0, 10 + n, "pot", "cup", "tea")])])
        assert where(driver, "pot") == {"harken:learned:0:visit:item:pot"}
        driver.restart()
    driver.learn([pack([at(0, 20, "pot", "cup", "tea")])])
    assert where(driver, "pot") > {"harken:similar:pot", "harken:similar:cup", "harken:popular", "harken:popular:tea"}


def test_who_waits_has_what_it_is_like_for_neighbours_and_is_theirs() -> None:
    driver = bounded(2)
    driver.learn([pack([at(0, n, "cup") for n in range(3)])])
    driver.learner.tell(ItemNews([(name, Item(item_id=name, category="tea")) for name in ("pot", "cup")], {"0": 2}))
    driver.learn([pack([at(0, 3, "pot", "cup")])])
    assert [(one.item_id, one.score < 0) for one in driver.similar("pot")] == [("cup", True)]
    assert [(one.item_id, one.score < 0) for one in driver.similar("cup")] == [("pot", True)]
    driver.learn([pack([at(99, 4, "cup")])])
    assert "harken:similar:pot" not in driver.strings


def test_who_waits_too_long_is_counted_anew() -> None:
    driver = bounded(2)
    driver.learn([pack([at(0, 0, "pot"), at(99, 1, "tea")])])
    assert not where(driver, "pot")
    driver.learn([pack([at(100, 2, "pot")])])
    assert where(driver, "pot") == {"harken:learned:0:visit:item:pot"}


def test_a_learner_of_the_release_before_goes_on_and_looks_for_idle_items_at_once() -> None:
    driver = bounded()
    driver.learn([pack([at(0, 0, "pot"), at(60, 1, "tea")])])
    del driver.state["harken:learned:0:visit:looked"]
    driver.restart()
    driver.learn([pack([at(66, 2, "tea")])])
    assert (where(driver, "pot"), [key for key in driver.state if key.endswith("looked")]) == (
        set(),
        ["harken:learned:0:visit:looked"],
    )


def test_idle_items_are_looked_for_once_in_a_while_of_event_time() -> None:
    assert ItemBounds(idle_d=365).look_every_s == 365 / LOOKS * DAY_S
    assert ItemBounds(idle_d=1).look_every_s == DAY_S
