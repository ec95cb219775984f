"""Money."""

from harken.events import LineItem, Purchase
from harken.fold.money import amount_of, rate_of, to_minor


def test_without_a_total_the_lines_less_the_discount_were_paid() -> None:
    items = (LineItem("a", 2, 1.5), LineItem("b", 1, 0.25), LineItem("c", 3))
    assert amount_of(Purchase(id="p", customer_id="ada", ts=0, items=items, discount=0.5)) == 2.75
    assert amount_of(Purchase(id="p", customer_id="ada", ts=0, items=items, total=9.0)) == 9.0
    assert amount_of(Purchase(id="p", customer_id="ada", ts=0, items=items, discount=50.0)) == 0.0


def test_a_currency_without_a_rate_has_none() -> None:
    assert rate_of(None, "GBP", {}) == rate_of("GBP", "GBP", {}) == 1.0
    assert rate_of("USD", "GBP", {"USD": 0.8}) == 0.8
    assert rate_of("XXX", "GBP", {"USD": 0.8}) is None


def test_amounts_become_whole_minor_units() -> None:
    assert to_minor(15.30, 1.0) == 1530
    assert to_minor(10.0, 0.785) == 785
