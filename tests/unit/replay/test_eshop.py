"""The e-shop's clicks: times that are made up, order and day that are not."""

from datetime import UTC, datetime
from pathlib import Path

from harken.events import CLICKS, Click
from harken.replay import eshop
from harken.replay.line import Line, Refused

HEADER = (
    "year;month;day;order;country;session.ID;page.1..main.category.;page.2..clothing.model.;colour;location;"
    "model.photography;price;price.2;page"
)


def table(folder: Path, *rows: str) -> Path:
    path = folder / "eshop.csv"
    path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    return path


def row(day: int | str, order: int, session: str, item: str = "A13", location: int = 5) -> str:
    return f"2008;4;{day};{order};29;{session};1;{item};1;{location};1;28;2;1"


def test_clicks_keep_their_day_and_the_files_order(tmp_path: Path) -> None:
    path = table(tmp_path, row(1, 1, "1"), row(1, 2, "1"), row(1, 1, "2"), row(2, 1, "3"))
    lines = [line for line in eshop.read(path) if isinstance(line, Line)]
    days = [datetime.fromtimestamp(line.ts_s, UTC).date().isoformat() for line in lines]
    assert days == ["2008-04-01"] * 3 + ["2008-04-02"]
    assert [line.ts_s for line in lines] == sorted({line.ts_s for line in lines})
    assert [line.customer_id for line in lines] == ["1", "1", "2", "3"]


def test_a_click_is_a_view_by_its_session(tmp_path: Path) -> None:
    (line,) = eshop.read(table(tmp_path, row(1, 3, "7", "B4", 2)))
    assert isinstance(line, Line)
    assert isinstance(line.event, Click)
    assert line.topic == CLICKS
    assert (line.event.id, line.event.item_id, line.event.category) == ("eshop-7-3", "B4", "trousers")
    assert (line.event.position, line.event.price, line.event.session_id) == (2, 28.0, "7")


def test_what_is_no_click_is_refused(tmp_path: Path) -> None:
    path = table(tmp_path, row("x", 1, "1"), row(1, 1, ""), "2008;4;1;one")
    assert list(eshop.read(path)) == [
        Refused("unreadable line"),
        Refused("no session or item"),
        Refused("unreadable line"),
    ]
