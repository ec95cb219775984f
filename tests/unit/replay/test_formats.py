"""Which format a file is in, by its first line."""

from pathlib import Path

import pytest
import zstandard

from harken.replay.files import UnreadableFile, count_lines
from harken.replay.formats import FORMATS, detect, reader

FIRST_LINES = {
    "uci": "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
    "completejourney": "household_id,store_id,basket_id,product_id,quantity,sales_value,retail_disc",
    "eshop": "year;month;day;order;country;session.ID;page.1..main.category.;page.2..clothing.model.",
    "jsonl": '{"type":"click"}',
}


@pytest.mark.parametrize("name", [format.name for format in FORMATS])
def test_a_format_is_known_by_its_first_line_packed_or_not(tmp_path: Path, name: str) -> None:
    line = (FIRST_LINES[name] + "\n").encode()
    plain, packed = tmp_path / "file", tmp_path / "file.zst"
    plain.write_bytes(b"\xef\xbb\xbf" + line)
    packed.write_bytes(zstandard.compress(line))
    assert detect(plain).name == name
    assert detect(packed).name == name


def test_a_file_of_no_known_format_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b,c\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="no format that is known") as told:
        reader(path)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("name", ["missing.csv", "missing.csv.zst", "missing.csv.gz"])
def test_a_missing_file_is_refused_by_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableFile, match=f"{name}: No such file"):
        detect(tmp_path / name)


def test_a_broken_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.csv.zst"
    path.write_bytes(b"this was never packed")
    with pytest.raises(UnreadableFile, match="broken"):
        detect(path)


def test_lines_are_counted_through_the_packing(tmp_path: Path) -> None:
    path = tmp_path / "three.zst"
    path.write_bytes(zstandard.compress(b"a\nb\nc\n"))
    assert count_lines(path) == 3
