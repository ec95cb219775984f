"""What customers buy again and again."""

from math import exp

import pytest
from msgspec import json

from harken.customer import State
from harken.fold.config import DAY_S
from harken.fold.items import buy, item_of, like, looked_at, session_key, touch
from harken.fold.staples import MOST_STAPLES, Staple, is_again, repeat, staples_of
from harken.fold.tastes import choice_of
from harken.recommend.before import taken_before


def order(state: State, day: int, *items: str) -> None:
    """An order at noon, as the fold takes it."""
    again = []
    for item in items:
        visit = touch(state, item_of(item), None, session_key(f"{day}"), 1.0, "", 0.0)
        if visit.seen and is_again(state, item, visit.recent):
            again.append(item)
    if again:
        repeat(state, again, (day + 0.5) * DAY_S)
    buy(state, list(items))


def test_a_staple_begins_with_the_second_time_and_has_a_cycle_from_the_third_on() -> None:
    #   day    0    7    14   21
    #   milk   x    x    x    x      kept from day 7 on: three times, every seven days
    #   pan    x                     never kept
    state = State(0.0)
    order(state, 0, "milk", "pan")
    assert state.staples is None
    for day in (7, 14, 21):
        order(state, day, "milk")
    assert staples_of(state.staples) == {"milk": Staple(7, 21, 3)}
    assert staples_of(state.staples)["milk"].cycle_d == 7.0


def test_what_was_looked_at_just_before_is_not_bought_again() -> None:
    state = State(0.0)
    touch(state, item_of("pan"), None, session_key("s"), 1.0, "", 0.0)
    order(state, 0, "pan")
    assert state.staples is None


def test_a_staple_is_strongest_when_it_is_due_and_shown_again_from_half_its_cycle_on() -> None:
    #   day   0    7    14   ...    28
    staple = Staple(0, 14, 3)
    strength = {day: staple.strength(14 + day) for day in (1, 7, 30)}
    assert strength[7] > strength[1]
    assert strength[7] > strength[30]
    assert [staple.is_due(14 + day) for day in (1, 3.4, 3.5, 7)] == [False, False, True, True]
    assert not Staple(0, 0, 1).is_due(100)


def test_each_time_fades_and_not_all_of_them_from_the_last_on() -> None:
    #   day      0    120    240    360     each a cycle and a fading (120 days) apart
    often, lately = Staple(0, 360, 4), Staple(354, 360, 4)
    at_its_cycle = often.strength(480)
    assert at_its_cycle == pytest.approx(sum(exp(-times) for times in (1, 2, 3, 4)))
    assert lately.strength(362) > 2 * often.strength(480)


def test_a_late_order_counts_and_the_same_day_counts_once() -> None:
    state = State(0.0)
    for day in (10, 30, 20, 30):
        repeat(state, ["milk"], day * DAY_S)
    assert staples_of(state.staples) == {"milk": Staple(10, 30, 3)}


def test_of_too_many_staples_the_weakest_goes() -> None:
    state = State(0.0)
    repeat(state, ["rare"], 0.0)
    for day in (10, 20):
        repeat(state, [f"often-{n}" for n in range(MOST_STAPLES)], day * DAY_S)
    assert sorted(staples_of(state.staples)) == sorted(f"often-{n}" for n in range(MOST_STAPLES))


def test_a_moment_keeps_the_staples_that_it_saw() -> None:
    state = State(0.0)
    repeat(state, ["milk"], 0.0)
    before = state.staples
    repeat(state, ["milk"], 7 * DAY_S)
    assert staples_of(before) == {"milk": Staple(0, 0, 1)}


@pytest.mark.parametrize(("day", "hidden"), [(22, ["milk"]), (28, [])], ids=["the next day", "a week later"])
def test_what_was_just_bought_is_hidden_unless_it_is_due(day: int, hidden: list[str]) -> None:
    state = State(0.0)
    for bought in (0, 7, 14, 21):
        order(state, bought, "milk")
    choice = choice_of(state, ["milk", "milk"], (day + 0.5) * DAY_S)
    assert choice.hidden == hidden
    assert [item for item, _ in choice.own] == ([] if hidden else ["milk"])
    assert choice.taken == ["milk"]


def test_a_choice_says_what_was_taken_before_it() -> None:
    state = State(0.0)
    order(state, 0, "milk")
    assert taken_before(["milk", "bread"], choice_of(state, ["bread"], DAY_S).known) == [True, False]


def test_the_category_looked_at_last_is_the_last() -> None:
    state = State(0.0)
    assert looked_at(state.categories) is None
    for category in ("tea", "cups", "tea"):
        like(state, category, 1.0)
    assert looked_at(state.categories) == "tea"
    assert state.categories == {"cups": 1.0, "tea": 2.0}


def test_a_state_of_an_older_release_has_no_staples_and_who_has_none_writes_none() -> None:
    state = json.decode(b'{"landmark_s":0.0,"bought":["milk"]}', type=State)
    assert state.staples is None
    assert b"staples" not in json.encode(state)
    repeat(state, ["milk"], 7 * DAY_S)
    assert json.decode(json.encode(state), type=State) == state
