"""Complete Journey: which line becomes what."""

from pathlib import Path

from harken.events import LineItem, Purchase
from harken.replay import completejourney
from harken.replay.line import Line, Refused

HEADER = (
    "household_id,store_id,basket_id,product_id,quantity,sales_value,retail_disc,coupon_disc,coupon_match_disc,week,"
    "transaction_timestamp"
)


def table(folder: Path, *rows: str) -> Path:
    path = folder / "completejourney_transactions.csv"
    path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    return path


def row(household: str, basket: str, item: str, quantity: str, value: str, *, discount: str = "0.0") -> str:
    return f"{household},330,{basket},{item},{quantity},{value},{discount},0.0,0.1,1,2017-01-01 11:53:26"


def test_a_basket_is_one_purchase_of_its_household(tmp_path: Path) -> None:
    rows = [
        row("900", "31", "10", "2", "5.0", discount="0.4"),
        row("900", "31", "11", "1", "0.99"),
        row("7", "32", "10", "1", "1"),
    ]
    first, second = completejourney.read(table(tmp_path, *rows))
    assert isinstance(first, Line)
    assert isinstance(first.event, Purchase)
    assert isinstance(second, Line)
    assert (first.customer_id, first.event.total, first.event.discount, first.lines) == ("900", 5.99, 0.6, 2)
    assert first.event.items == (LineItem("10", 2.0, 2.5), LineItem("11", 1.0, 0.99))
    assert (second.customer_id, second.lines) == ("7", 1)


def test_categories_come_from_the_products_beside(tmp_path: Path) -> None:
    path = table(tmp_path, row("900", "31", "10", "1", "5.0"), row("900", "31", "11", "1", "1"))
    products = tmp_path / "completejourney_products.csv"
    products.write_text("product_id,department\n10,GROCERY\n11,\n", encoding="utf-8")
    (line,) = completejourney.read(path)
    assert isinstance(line, Line)
    assert isinstance(line.event, Purchase)
    assert [item.category for item in line.event.items] == ["GROCERY", None]


def test_a_line_of_quantity_0_counts_in_the_total_and_is_no_item(tmp_path: Path) -> None:
    (line,) = completejourney.read(table(tmp_path, row("9", "1", "10", "0", "0.5"), row("9", "1", "11", "1", "1")))
    assert isinstance(line, Line)
    assert isinstance(line.event, Purchase)
    assert (line.event.total, len(line.event.items), line.lines) == (1.5, 1, 2)


def test_what_cannot_be_a_sale_is_refused_with_its_reason(tmp_path: Path) -> None:
    rows = [row("", "1", "10", "1", "1"), row("9", "1", "10", "-1", "1"), row("9", "1", "10", "x", "1"), "9,1"]
    refused = list(completejourney.read(table(tmp_path, *rows)))
    assert refused == [
        Refused("no household"),
        Refused("quantity or value below 0"),
        Refused("unreadable line"),
        Refused("unreadable line"),
    ]
