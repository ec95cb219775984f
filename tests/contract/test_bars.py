"""Every bar on what is shown keeps to this; a new one in `BARS` inherits it."""

import numpy as np
import pytest

from harken.events import Timestamp
from harken.item import Item
from harken.models.churn import initial_snapshot
from harken.recommend.bars import BARS, EVERYTHING, Asked, Bar, Bars, Showing, bars_over
from harken.recommend.catalogue import Catalogue
from harken.recommend.neighbours import NOBODY, Neighbours
from harken.shelf import Shelf

DAY_MS = 86_400_000
NOON_MS = 1_700_000_000_000
NOON_S = NOON_MS / 1000
SHOWING = Showing(frozenset({"gift-wrap"}), frozenset({"spare parts"}))
#: What each bar keeps out, and of what is not kept out the nearest to it.
KEPT_OUT: dict[str, tuple[set[str], set[str]]] = {
    "blocked": ({"gift-wrap", "screw", "secret"}, {"pot"}),
    "sold_out": ({"cup", "plan"}, {"pot"}),
    "out_of_season": ({"eggnog", "icecream"}, {"pumpkin"}),
}


def records() -> list[Item]:
    """A shop's word, at noon."""
    later: Timestamp = NOON_MS + DAY_MS
    return [
        Item(item_id="pot", category="china", in_stock=True, available=True, blocked=False),
        Item(item_id="cup", category="china", in_stock=False),
        Item(item_id="plan", available=False),
        Item(item_id="screw", category="spare parts"),
        Item(item_id="secret", blocked=True),
        Item(item_id="eggnog", valid_from=later),
        Item(item_id="icecream", valid_until=NOON_MS),
        Item(item_id="pumpkin", valid_from=NOON_MS, valid_until=later),
    ]


def shop(showing: Showing = SHOWING) -> tuple[Shelf, Bars]:
    similar = Neighbours({"gift-wrap": [], "unheard of": []})
    catalogue = Catalogue(similar)
    for item in records():
        catalogue.put(item.item_id, item)
    shelf = Shelf(initial_snapshot(), similar, {}, items=catalogue)
    return shelf, Bars(shelf, showing)


@pytest.fixture(params=BARS, ids=lambda bar: bar.__name__)
def bar(request: pytest.FixtureRequest) -> Bar:
    found: Bar = request.param
    return found


def barred(bar: Bar, shelf: Shelf, showing: Showing, at_s: float = NOON_S) -> set[str]:
    """Of all items that have a number, those that this one keeps out."""
    names = shelf.similar.names
    items = np.arange(len(names))[None, :]
    found = bar(Asked(shelf.similar, shelf.items, showing, items, np.array([[at_s]])))
    return set() if found is None else {names[k] for k in np.flatnonzero(found[0])}


def test_a_bar_keeps_out_what_it_is_for_and_no_more(bar: Bar) -> None:
    out, near = KEPT_OUT[bar.__name__]
    shelf, _ = shop()
    found = barred(bar, shelf, SHOWING)
    assert found == out
    assert not found & near


def test_a_bar_keeps_out_nothing_that_nobody_has_said_anything_of(bar: Bar) -> None:
    similar = Neighbours({"cup": []})
    assert not barred(bar, Shelf(initial_snapshot(), similar, {}), EVERYTHING)
    assert not barred(bar, Shelf(initial_snapshot(), similar, {}, items=Catalogue(similar)), EVERYTHING)


def test_what_was_taken_back_keeps_nothing_out(bar: Bar) -> None:
    shelf, _ = shop()
    assert shelf.items is not None
    for item in records():
        shelf.items.put(item.item_id, None)
    assert barred(bar, shelf, SHOWING) <= {"gift-wrap"}


def test_rows_are_asked_each_at_its_own_time() -> None:
    #             noon - 1 d      noon        noon + 1 d
    #   icecream      shown       over
    #   pumpkin                   shown       over
    #   eggnog                                shown
    shelf, bars = shop()
    names = ["icecream", "pumpkin", "eggnog"]
    items = np.array([[shelf.similar.number(name) for name in names]] * 3)
    shown = bars.hide(items, NOON_S + np.array([-86_400.0, 0.0, 86_400.0])) != NOBODY
    assert shown.tolist() == [[True, False, False], [False, True, False], [False, False, True]]


def test_what_was_named_after_the_catalogue_was_made_is_shown() -> None:
    _, bars = shop()
    late = [f"late-{n}" for n in range(3000)]
    assert bars.shown([*late, "cup"], NOON_S) == late


def test_where_nobody_has_said_anything_nothing_is_asked() -> None:
    assert bars_over(Shelf(initial_snapshot(), Neighbours(), {}), Showing()) is None


def test_of_a_category_no_more_than_the_bound_come_first_and_nothing_is_lost() -> None:
    similar = Neighbours()
    catalogue = Catalogue(similar)
    for name, category in (("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b"), ("x", None), ("y", None), ("z", None)):
        catalogue.put(name, Item(item_id=name, category=category))
    bars = Bars(Shelf(initial_snapshot(), similar, {}, items=catalogue), Showing(most_of_a_category=1))
    numbers = [similar.number(name) for name in ("a1", "x", "a2", "a3", "y", "b1", "z")]
    items = np.array([[*numbers, NOBODY], [NOBODY] * 8])
    names = np.array(similar.names)[np.take_along_axis(items, bars.spread(items, 7), 1)].tolist()
    assert names[0] == ["a1", "x", "y", "b1", "z", "a2", "a3"]
