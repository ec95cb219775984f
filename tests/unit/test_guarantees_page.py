"""The page of promises names only files and tests that there are."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8")


def test_every_file_it_names_exists() -> None:
    named = set(re.findall(r"`((?:tests|streams|agents|schemas)/[\w/.]+)`", PAGE))
    assert named
    assert {name for name in named if not (ROOT / name).is_file()} == set()


def test_every_test_it_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    known = {name for source in sources for name in re.findall(r"def (test_\w+)\(", source)}
    assert named
    assert named - known == set()


def test_every_scenario_is_named() -> None:
    scenarios = {path.name for path in (ROOT / "tests" / "chaos").glob("test_*.py")}
    assert {name for name in scenarios if name not in PAGE} == set()


def test_each_of_the_thirteen_holes_has_a_row_with_a_test_by_its_number_of_faust_and_of_harken() -> None:
    rows = dict(re.findall(r"^\| (\d+) \| (.*)$", PAGE, re.MULTILINE))
    assert sorted(map(int, rows)) == list(range(1, 14))
    for number, row in rows.items():
        *_, stock, harken, _end = row.split("|")
        assert re.search(rf"`test_hole_{number}_stock_faust_\w+`", stock), number
        assert re.search(rf"`test_hole_{number}_(?!stock_faust)\w+`", harken), number


def test_every_test_of_a_hole_is_named() -> None:
    sources = (ROOT / "tests" / "holes").glob("test_*.py")
    tests = {name for path in sources for name in re.findall(r"def (test_\w+)\(", path.read_text(encoding="utf-8"))}
    assert {name for name in tests if f"`{name}`" not in PAGE} == set()
