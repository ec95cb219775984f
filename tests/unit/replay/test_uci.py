"""UCI Online Retail: which line becomes what."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard

from harken.events import PURCHASES, LineItem, Purchase
from harken.replay import uci
from harken.replay.line import Line, Refused

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"


def table(folder: Path, *rows: str) -> Path:
    path = folder / "uci.csv"
    path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    return path


def row(
    invoice: str, item: str, quantity: int | str, price: float | str, customer: str, *, time: str = "08:26:00"
) -> str:
    return f'{invoice},{item},"A, thing",{quantity},2010-12-01 {time},{price},{customer},United Kingdom'


def purchases(lines: Sequence[Line | Refused]) -> list[Purchase]:
    return [line.event for line in lines if isinstance(line, Line) and isinstance(line.event, Purchase)]


def test_the_lines_of_an_invoice_are_one_purchase_with_an_exact_total(tmp_path: Path) -> None:
    path = table(tmp_path, row("536365", "85123A", 6, 2.55, "17850"), row("536365", "71053", 3, 0.1, "17850"))
    (line,) = uci.read(path)
    assert isinstance(line, Line)
    assert line == Line(
        PURCHASES,
        "17850",
        datetime(2010, 12, 1, 8, 26, tzinfo=UTC).timestamp(),
        Purchase(
            id="uci-536365",
            customer_id="17850",
            ts=datetime(2010, 12, 1, 8, 26, tzinfo=UTC),
            order_id="536365",
            currency="GBP",
            total=15.6,  # 6 x 2.55 + 3 x 0.10, which floats make 15.599999999999998
            items=(LineItem("85123A", 6.0, 2.55), LineItem("71053", 3.0, 0.1)),
        ),
        2,
    )


def test_a_c_invoice_is_a_cancellation_of_positive_quantities_and_total(tmp_path: Path) -> None:
    (purchase,) = purchases(list(uci.read(table(tmp_path, row("C536379", "22632", -2, 1.5, "14527")))))
    assert (purchase.kind, purchase.total, purchase.items[0].quantity) == ("cancel", 3.0, 2.0)


@pytest.mark.parametrize("service", sorted(uci.SERVICES))
def test_a_service_counts_in_the_total_and_is_no_item(tmp_path: Path, service: str) -> None:
    path = table(tmp_path, row("1", service, 1, 18.0, "7"), row("1", "85123A", 1, 2.0, "7"))
    (line,) = uci.read(path)
    (purchase,) = purchases([line])
    assert (purchase.total, [item.item_id for item in purchase.items], line.lines) == (20.0, ["85123A"], 2)


def test_a_free_line_is_an_item_at_price_0(tmp_path: Path) -> None:
    (purchase,) = purchases(list(uci.read(table(tmp_path, row("1", "22841", 1, 0.0, "7")))))
    assert purchase.items == (LineItem("22841", 1.0, 0.0),)
    assert purchase.total == 0.0


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (row("1", "85123A", 1, 2.55, ""), "no customer"),
        (row("1", "85123A", -1, 0, ""), "no customer"),
        (row("1", "85123A", 0, 2.55, "7"), "quantity of 0"),
        (row("1", "85123A", -1, 2.55, "7"), "quantity below 0 in an order"),
        (row("C1", "85123A", 1, 2.55, "7"), "quantity above 0 in a cancellation"),
        (row("A1", "B", 1, -11062.06, "7"), "price below 0"),
        (row("1", "85123A", "two", 2.55, "7"), "unreadable line"),
        (row("1", "85123A", 2, "NaN", "7"), "unreadable line"),
        (row("1", "", 2, 2.55, "7"), "unreadable line"),
        (row("1", "85123A", 2, 2.55, "7", time="noon"), "unreadable line"),
        ("536365,85123A,cut off", "unreadable line"),
    ],
)
def test_a_line_that_is_no_sale_is_refused_with_its_reason(tmp_path: Path, line: str, reason: str) -> None:
    assert list(uci.read(table(tmp_path, line))) == [Refused(reason)]


def test_an_invoice_over_a_minutes_end_is_one_purchase_at_its_first_line(tmp_path: Path) -> None:
    path = table(tmp_path, row("1", "a", 1, 1, "7", time="16:57:00"), row("1", "b", 1, 1, "7", time="16:58:00"))
    (purchase,) = purchases(list(uci.read(path)))
    assert purchase.ts == datetime(2010, 12, 1, 16, 57, tzinfo=UTC)


def test_an_invoice_of_two_customers_is_two_purchases(tmp_path: Path) -> None:
    found = purchases(list(uci.read(table(tmp_path, row("1", "a", 1, 1, "7"), row("1", "b", 1, 1, "8")))))
    assert [(purchase.customer_id, purchase.total) for purchase in found] == [("7", 1.0), ("8", 1.0)]


def test_purchases_come_in_time_order_and_equal_times_in_the_files(tmp_path: Path) -> None:
    #   file:   late (09:00)   b (08:00)   a (08:00)
    rows = [row("3", "x", 1, 1, "7", time="09:00:00"), row("2", "x", 1, 1, "8", time="08:00:00")]
    path = table(tmp_path, *rows, row("1", "x", 1, 1, "9", time="08:00:00"))
    assert [purchase.order_id for purchase in purchases(list(uci.read(path)))] == ["2", "1", "3"]


def test_every_line_is_in_one_count_and_a_packed_file_reads_the_same(tmp_path: Path) -> None:
    rows = [row("1", "a", 1, 1, "7"), row("1", "POST", 1, 1, "7"), row("2", "a", -5, 1, ""), row("3", "a", 0, 1, "7")]
    path = table(tmp_path, *rows)
    packed = tmp_path / "uci.csv.zst"
    packed.write_bytes(zstandard.compress(path.read_bytes()))
    lines = list(uci.read(path))
    assert Counter({type(line): 0 for line in lines}).keys() == {Line, Refused}
    assert sum(line.lines for line in lines) == len(rows)
    assert list(uci.read(packed)) == lines
