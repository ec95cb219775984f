"""How many lines a customer's orders have of late."""

from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harken.activity import ActivityConfig
from harken.customer import State
from harken.events import Click, LineItem, Purchase
from harken.fold.basket import fill
from harken.fold.config import DAY_S
from harken.fold.decay import add, weights
from tests.driver import Driver

BEGIN_S = 1_700_006_400.0


def mean(orders: list[tuple[float, int]]) -> float | None:
    """What is known after orders on these days with so many lines."""
    state = State(BEGIN_S)
    for day, lines in orders:
        weight = weights(state, BEGIN_S + day * DAY_S)
        fill(state, lines, weight[1])
        add(state.orders, weight, 1.0)
    return state.basket


def test_an_order_counts_half_as_much_as_one_that_comes_thirty_days_after_it() -> None:
    #   day   0          30
    #         2 lines    8 lines      (2 x 1/2 + 8 x 1) / (3/2)
    assert mean([(0, 2), (30, 8)]) == pytest.approx(6.0)
    assert mean([(0, 2), (0, 8)]) == pytest.approx(5.0)


def test_an_order_that_tells_no_lines_is_taken_for_one_like_the_others() -> None:
    assert mean([(0, 0)]) is None
    assert mean([(0, 0), (3, 4)]) == 4.0
    assert mean([(0, 4), (3, 0)]) == 4.0


@given(st.lists(st.tuples(st.floats(0, 20 * 365), st.integers(1, 10_000)), min_size=1, max_size=20))
def test_the_order_in_which_orders_become_known_does_not_matter(orders: list[tuple[float, int]]) -> None:
    shuffled = sorted(orders, key=lambda order: (order[0] * 7919) % 1013)
    assert mean(orders) == pytest.approx(mean(shuffled), rel=1e-6)


def test_an_order_of_another_age_of_the_world_is_no_number_to_fear() -> None:
    #  Nothing is left of the first order's weight, and none is left for the late one.
    state = State(0.0)
    fill(state, 2, weights(state, 0.0)[1])
    add(state.orders, weights(state, 0.0), 1.0)
    weights(state, 200_000_000_000.0)
    fill(state, 5, weights(state, 1.0)[1])
    assert state.basket is not None
    assert isfinite(state.basket)


def test_the_fold_counts_the_lines_of_orders_and_nothing_else() -> None:
    driver = Driver(ActivityConfig())
    ts, three = round(BEGIN_S * 1000), tuple(LineItem(f"i{n}") for n in range(3))
    driver.send(Purchase(id="o", customer_id="ada", ts=ts, total=9.0, items=three))
    driver.send(Purchase(id="r", customer_id="ada", ts=ts, kind="refund", total=3.0, items=three[:1]))
    driver.send(Click(id="c", customer_id="ada", ts=ts, kind="view", item_id="i1"))
    assert driver.customer("ada").state.basket == 3.0
