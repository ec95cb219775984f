"""Pages by which customers leave."""

import pytest

from harken.customer import State
from harken.fold.goodbyes import MOST, leads_away, visit_goodbye


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        ("https://shop.example/account/cancel", True),
        ("/settings/close-account", True),
        ("/Account/Delete?step=2", True),
        ("https://shop.example/unsubscribe?m=1", True),
        ("/cancellation", True),
        #  An order's, not the customer's own goodbye.
        ("/orders/123/cancel", False),
        ("/cancel-order", False),
        #  A product.
        ("/headphones/noise-cancelling", False),
        ("/account", False),
        ("/close-up-lenses", False),
    ],
)
def test_a_page_of_goodbye_is_known_by_whole_words(url: str, leads: bool) -> None:
    assert leads_away(url) is leads


def test_visits_are_counted_within_an_hour_and_no_more_are_kept_than_that() -> None:
    state = State(0.0)
    assert [visit_goodbye(state, at_s) for at_s in (0.0, 1800.0, 3599.0, 3600.0, 9000.0)] == [1, 2, 3, 3, 1]
    assert state.goodbyes == [9000.0]
    for second in range(50):
        visit_goodbye(state, 9000.0 + second)
    assert len(state.goodbyes) == MOST
