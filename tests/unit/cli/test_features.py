"""The features as a list for a person or a program."""

import json

from harken.cli.features import COLUMNS, rows
from harken.features import FEATURES
from tests.unit.cli.test_cli import harken


def test_every_feature_is_listed_with_all_that_is_known_of_it() -> None:
    found = {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in rows("en")}
    assert list(found) == [feature.name for feature in FEATURES]
    assert all(all(row.values()) for row in found.values())
    assert found["log_recency"]["said"] == "no purchase for {silent}, usually every {usual}"
    assert {row[4] for row in rows("zh")}.isdisjoint(row["said"] for row in found.values())


def test_a_program_reads_lines_of_json_in_either_language() -> None:
    done = harken("features", "--json", "--lang", "zh")
    (trend,) = (row for line in done.stdout.splitlines() if (row := json.loads(line))["name"] == "trend")
    assert (trend["unit"], trend["reads"], trend["reason"]) == ("log ratio", "orders_30d, orders_90d", "trend")
    assert trend["said"] == "比前一阵子买得多"
