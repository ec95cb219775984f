"""The page for operators names only metrics, settings and commands that there are."""

import re
from pathlib import Path

from harken.cli.commands import COMMANDS, GROUPS
from harken.lag.rules import Rule
from harken.meters.reference import render_metrics_reference
from harken.settings import Settings, variable

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")


def test_every_metric_it_names_is_served() -> None:
    served = set(re.findall(r"`((?:harken|kafka)_\w+)`", render_metrics_reference()))
    named = set(re.findall(r"\b(?:harken|kafka)_[a-z_]+\b", PAGE))
    assert named
    assert named <= served


def test_every_setting_it_names_is_one() -> None:
    named = set(re.findall(r"\bHARKEN_[A-Z_]+\b", PAGE))
    assert named
    assert named <= {variable(name) for name in Settings.model_fields}


def test_every_command_it_names_is_one() -> None:
    known = {name for name, _ in COMMANDS} | {name for name, *_ in GROUPS}
    named = set(re.findall(r"`harken ([a-z-]+)", PAGE))
    assert named
    assert named <= known


def test_every_status_is_explained() -> None:
    assert all(f"\n| {rule.value} |" in PAGE for rule in Rule)
