"""`harken backtest` as a user runs it."""

import io
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from harken.backtest import report as reporting
from harken.backtest.report import NO_PICTURES, write_report
from harken.backtest.run import digests, in_step, run_backtest
from harken.cli.backtesting import show
from harken.replay import jsonl
from harken.settings import load_settings
from tests.unit.backtest.shop_lines import CUSTOMERS, NOW_S, lines, write

PICTURES = {"calibration.png", "gain.png", "months.png", "alerts.png", "reasons.png"}


def harken(*arguments: str | Path, seed: str = "0") -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, whose sets have an order of their own."""
    environment = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": seed, "HARKEN_CHURN_HORIZON_D": "9"}
    program = [sys.executable, "-m", "harken.cli", "backtest", *map(str, arguments)]
    return subprocess.run(program, env=environment, capture_output=True, text=True, timeout=200, check=False)


def test_two_backtests_of_a_file_write_the_same_bytes(tmp_path: Path) -> None:
    path = write(tmp_path / "shop.jsonl", lines())
    for seed in ("1", "2"):
        done = harken(path, "--report", tmp_path / seed, "--out", tmp_path / f"{seed}.jsonl", seed=seed)
        assert done.returncode == 0, done.stderr
    one, two = ((tmp_path / seed / "backtest.json").read_bytes() for seed in ("1", "2"))
    assert one == two
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()
    assert len((tmp_path / "1.jsonl").read_text().splitlines()) == CUSTOMERS
    result = msgspec.json.decode(one)
    assert result["files"][0] | {"sha256": ""} == {"name": "shop.jsonl", "bytes": path.stat().st_size, "sha256": ""}
    assert result["settings"]["churn_horizon_d"] == 9.0
    assert result["settings"]["step_s"] == 86_400.0
    assert {found.name for found in (tmp_path / "1").iterdir()} == PICTURES | {"backtest.json", "report.md"}
    page = (tmp_path / "1" / "report.md").read_text()
    assert all(f"({name})" in page for name in PICTURES)
    assert "| precision |" in page
    assert "precision" in done.stdout
    assert "\x1b" not in done.stdout


def test_nothing_named_or_nothing_there_is_one_line(tmp_path: Path) -> None:
    for arguments in ((), (tmp_path / "absent.jsonl",)):
        done = harken(*arguments)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1


async def test_without_matplotlib_one_line_says_so_and_all_else_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "shop.jsonl", list(lines())[:40])
    done = await run_backtest(in_step(load_settings({})), jsonl.read(path), NOW_S)
    done.result["files"] = digests([path])
    monkeypatch.setattr(reporting, "find_spec", lambda _: None)
    said: list[str] = []
    write_report(done.result, tmp_path / "report", said.append)
    assert said == [NO_PICTURES]
    assert {found.name for found in (tmp_path / "report").iterdir()} == {"backtest.json", "report.md"}
    out = io.StringIO()
    show(Console(file=out, width=100), done)
    assert "events of purchases" in out.getvalue()
