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


def test_all_thirteen_holes_are_there() -> None:
    rows = re.findall(r"^\| ([\d, ]+) \| ", PAGE, re.MULTILINE)
    assert sorted(int(number) for row in rows for number in row.split(",")) == list(range(1, 14))
