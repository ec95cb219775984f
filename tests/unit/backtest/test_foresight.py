"""The precision of churn alerts, by hand."""

import pytest

from harken.backtest.foresight import Foresight

DAY_S = 86_400.0
HORIZON_D = 10


def told(*events: tuple[float, str, str], end_d: float, base_rate: float | None = 0.5) -> dict[str, object]:
    """Figures after events (day, what, customer)."""
    foresight = Foresight(HORIZON_D * DAY_S)
    tell = {"order": foresight.ordered, "alert": foresight.raised, "goodbye": foresight.said_goodbye}
    for day, what, customer in events:
        tell[what](customer, day * DAY_S)
    return foresight.figures(end_d * DAY_S, base_rate)


def test_an_alert_is_right_where_no_order_comes_within_the_horizon() -> None:
    #  day   0      4      8        14     18     20         30
    #  ada   o      A . . . . . . . . . . .                   |    nothing in (4, 14]: right, seen 6 days early
    #  bob   o      A      o  . . . . . . . . . .             |    an order in (4, 14]: wrong; left after day 8, unseen
    #  cyd                                         o    A(25) |    the data end before day 35: left out
    found = told(
        *((0, "order", "ada"), (0, "order", "bob"), (4, "alert", "ada"), (4, "alert", "bob")),
        *((8, "order", "bob"), (20.5, "order", "cyd"), (25, "alert", "cyd")),
        end_d=30,
        base_rate=0.25,
    )
    assert (found["raised"], found["unresolved"], found["judged"], found["right"]) == (3, 1, 2, 1)
    assert (found["precision"], found["lift"]) == (0.5, 2.0)
    assert (found["departures"], found["foreseen"], found["recall"]) == (2, 1, 0.5)
    assert found["lead_d"] == 6.0
    assert found["departures_unresolved"] == 1


def test_an_order_at_the_alerts_own_moment_is_no_return_and_one_at_the_horizon_is() -> None:
    #  day   0        10
    #  ada   A,o . . .        right
    #  bob   A  . . . o       wrong
    found = told((0, "alert", "ada"), (0, "order", "ada"), (0, "alert", "bob"), (10, "order", "bob"), end_d=15)
    assert (found["judged"], found["right"]) == (2, 1)


def test_who_comes_back_after_the_horizon_had_left() -> None:
    #  day   0    3             12
    #  ada   o    A  . . . . .  o . . .
    found = told((0, "order", "ada"), (3, "alert", "ada"), (12, "order", "ada"), end_d=15)
    assert (found["departures"], found["foreseen"], found["lead_d"]) == (1, 1, 7.0)
    assert found["right"] == 0  # day 12 lies in (3, 13]


def test_an_alert_after_the_silence_was_long_enough_foresees_nothing() -> None:
    #  day   0            11
    #  ada   o  . . . .   A
    found = told((0, "order", "ada"), (11, "alert", "ada"), end_d=30)
    assert (found["departures"], found["foreseen"]) == (1, 0)
    assert found["precision"] == 1.0


def test_a_goodbye_is_leaving_whatever_else_is_bought() -> None:
    #  day   0    2    4         6
    #  ada   o    A    goodbye   o . . .
    found = told(*((0, "order", "ada"), (2, "alert", "ada"), (4, "goodbye", "ada"), (6, "order", "ada")), end_d=14)
    assert (found["right"], found["departures"], found["foreseen"]) == (1, 1, 1)
    assert found["departures_unresolved"] == 1


@pytest.mark.parametrize("late_first", [False, True])
def test_a_late_order_refutes_the_alert_before_it(late_first: bool) -> None:
    orders = [(5.0, "order", "ada"), (7.0, "order", "ada")]
    found = told((0, "alert", "ada"), *(reversed(orders) if late_first else orders), end_d=30)
    assert (found["right"], found["departures"]) == (0, 1)


def test_without_alerts_there_is_no_precision() -> None:
    found = told((0, "order", "ada"), end_d=5, base_rate=None)
    assert (found["precision"], found["lift"], found["recall"], found["lead_d"]) == (None, None, None, None)
