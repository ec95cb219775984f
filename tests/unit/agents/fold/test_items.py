"""Items touched, known and bought."""

from harken.customer import State
from harken.example import VisitExample
from harken.fold.items import (
    BOUGHT_ITEMS,
    CATEGORIES,
    KNOWN_ITEMS,
    RECENT_ITEMS,
    buy,
    favourites,
    item_of,
    like,
    session_key,
    touch,
)


def visit(state: State, item: str, session: str | None = None) -> VisitExample:
    return touch(state, item_of(item), None, session_key(session), 1.0, "", 0.0)


def test_an_example_holds_what_came_before_newest_first_and_whether_in_the_same_session() -> None:
    state = State(0.0)
    visit(state, "a", "s1")
    visit(state, "b", "s2")
    example = visit(state, "c", "s2")
    assert (example.recent, example.same_session) == (["b", "a"], [True, False])
    # What comes later changes no example that was given.
    visit(state, "d", "s2")
    assert example.recent == ["b", "a"]


def test_items_without_a_session_are_in_no_common_one() -> None:
    state = State(0.0)
    visit(state, "a")
    assert visit(state, "b").same_session == [False]


def test_an_item_touched_again_moves_to_the_front_and_was_seen() -> None:
    state = State(0.0)
    assert [visit(state, item, item).seen for item in "abca"] == [False, False, False, True]
    assert state.recent == ["a", "c", "b"]
    assert state.sessions == b"".join(session_key(item) for item in "acb")


def test_the_last_items_are_bounded_and_more_of_them_are_known() -> None:
    state = State(0.0)
    for n in range(KNOWN_ITEMS + 1):
        visit(state, f"item-{n}")
    assert len(state.recent) == RECENT_ITEMS
    assert visit(state, "item-1").seen
    assert not visit(state, "item-0").seen


def test_all_of_the_last_order_is_remembered_as_bought_and_of_earlier_ones_what_has_room() -> None:
    state = State(0.0)
    buy(state, [f"old-{n}" for n in range(15)])
    buy(state, [f"new-{n}" for n in range(10)])
    assert len(state.bought) == BOUGHT_ITEMS
    assert state.bought[:10] == [f"new-{n}" for n in reversed(range(10))]
    assert state.bought[10:] == [f"old-{n}" for n in range(14, 4, -1)]
    large = [f"large-{n}" for n in range(60)]
    buy(state, large)
    assert set(state.bought) == set(large)


def test_the_weakest_category_goes_when_there_are_too_many() -> None:
    state = State(0.0)
    for n in range(CATEGORIES + 1):
        like(state, f"category-{n}", 2.0 if n else 1.0)
    like(state, "category-3", 5.0)
    assert len(state.categories) == CATEGORIES
    assert "category-0" not in state.categories
    assert favourites(state.categories)[0] == "category-3"
