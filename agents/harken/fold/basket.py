"""How many lines a customer's orders have on the mean of late.

An order counts half as much as one that comes thirty days after it, as orders themselves are counted
(`harken.fold.decay`): their faded count is how much the mean rests on, so that one number is all that is kept. An order
that told no lines, as some shops send none, leaves the mean as it is and counts as one like it: missing is not empty.
"""

from harken.customer import State


def fill(state: State, lines: int, weight: float) -> None:
    """Take an order's lines into the mean, before the order itself is counted.

    Parameters
    ----------
    lines : how many it told; 0 where it told none.
    weight : what it adds to the orders of half-life 30 days.
    """
    if not lines:
        return
    before, all_orders = state.basket, state.orders.d30 + weight
    if before is None:
        state.basket = float(lines)
    elif all_orders:  # of thousands of years ago nothing is left, not even a weight
        state.basket = before + (lines - before) * weight / all_orders
