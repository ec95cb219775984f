"""What is counted of tickets, and of what was recommended to a customer."""

import math

import pytest

from harken.activity import ActivityConfig
from harken.events import Click, Feedback, LineItem, Purchase
from harken.fold.config import DAY_S
from harken.fold.decay import move_landmark
from harken.recommend.lists import PREFIX
from tests.driver import Driver

BEGIN_S = 1_700_006_400.0  # midnight
OURS, THEIRS = f"{PREFIX}1a2b-3", "carousel-7"


def at(day: float) -> int:
    return round((BEGIN_S + day * DAY_S) * 1000)


def order(day: float, list_id: str | None = None) -> Purchase:
    line = LineItem("tea", price=20.0, list_id=list_id)
    return Purchase(id=f"o{day}", customer_id="ada", ts=at(day), items=(line,))


def click(day: float, kind: str, list_id: str | None, item: str | None = "tea") -> Click:
    return Click(id=f"c{day}{kind}", customer_id="ada", ts=at(day), kind=kind, item_id=item, list_id=list_id)  # type: ignore[arg-type]  # a kind of the test's own table


def words(day: float, kind: str, score: float | None = None) -> Feedback:
    return Feedback(id=f"f{day}", customer_id="ada", ts=at(day), kind=kind, score=score)  # type: ignore[arg-type]  # as above


def fed(*events: Click | Feedback | Purchase) -> Driver:
    driver = Driver(ActivityConfig(horizon_s=30 * DAY_S))
    driver.send(order(0), *events)
    return driver


def test_tickets_are_counted_and_fade_by_half_in_ninety_days() -> None:
    state = fed(words(0, "ticket"), words(90, "ticket"), words(90.5, "rating", 4)).customer("ada").state
    now = math.exp((state.landmark_s - BEGIN_S - 90 * DAY_S) / (90 * DAY_S / math.log(2)))
    assert state.tickets * now == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("events", "lists", "taken"),
    [
        ((), 0, 0),
        #  a list of ours on a screen, one of its items on a screen, one of the shop's own lists
        ((click(0, "impression", OURS, None),), 1, 0),
        ((click(0, "impression", OURS), click(0, "impression", THEIRS, None)), 0, 0),
        #  taken from ours, whichever way; from elsewhere; not taken
        ((click(0, "view", OURS), click(0, "add_to_cart", OURS)), 0, 2),
        ((order(0.0001, OURS),), 0, 1),
        ((click(0, "view", THEIRS), click(0, "view", None), order(0.0001, THEIRS)), 0, 0),
        ((click(0, "remove_from_cart", OURS), click(0, "click", OURS, None)), 0, 0),
    ],
)
def test_what_was_recommended_counts_as_seen_and_as_taken(
    events: tuple[Click | Purchase, ...], lists: float, taken: float
) -> None:
    state = fed(*events).customer("ada").state
    assert (state.lists, state.taken) == pytest.approx((lists, taken), abs=1e-4)


def test_they_are_the_same_from_whichever_landmark_they_are_seen() -> None:
    state = fed(words(0, "ticket"), click(0, "impression", OURS, None), click(0, "view", OURS)).customer("ada").state
    before = (state.tickets, state.lists, state.taken)
    move_landmark(state, state.landmark_s + 180 * DAY_S)
    assert (state.tickets, state.lists, state.taken) == pytest.approx([faded / 4 for faded in before])


def test_a_ticket_turns_the_satisfaction_of_nobody_and_a_rating_does() -> None:
    said = (words(0, "rating", 5), words(1, "ticket"), words(2, "rating", 1), words(3, "rating", 1))
    state = fed(*said).customer("ada").state
    assert state.swing is not None
    assert (state.swing.from_s, state.swing.to_s) == (BEGIN_S, BEGIN_S + 3 * DAY_S)
    assert state.swing.was > 0.8
    assert state.swing.to < 0.5
