"""A backtest's counts, and that nothing but the files decides them."""

import itertools
from pathlib import Path
from typing import Any

import msgspec
import pytest

from harken.backtest import run
from harken.backtest.report import as_json
from harken.backtest.run import Backtest, in_step, run_backtest
from harken.replay import jsonl
from harken.replay.merge import merge
from harken.settings import Settings, load_settings
from tests.unit.backtest import shop_lines
from tests.unit.backtest.shop_lines import NOW_S, click, lines, order, tick, write


def settings(**more: Any) -> Settings:
    return in_step(load_settings({}, churn_horizon_d=9.0, partitions=3, **more))


async def backtest(*paths: Path, now_s: float = NOW_S, **more: Any) -> Backtest:
    return await run_backtest(settings(**more), merge([jsonl.read(path) for path in paths]), now_s)


def documents(done: Backtest) -> dict[str, Any]:
    return {customer: msgspec.json.decode(document) for customer, document in done.documents()}


async def test_every_event_is_in_a_document_and_labels_come_of_silence(tmp_path: Path) -> None:
    content = list(lines())
    done = await backtest(write(tmp_path / "shop.jsonl", content))
    found = documents(done)
    assert len(found) == shop_lines.CUSTOMERS == done.result["customers"]
    assert sum(one["activity"]["orders"] for one in found.values()) == len(content) // 2
    assert sum(one["activity"]["clicks"] for one in found.values()) == len(content) // 2
    assert done.result["events"]["read"] == {"clicks": len(content) // 2, "purchases": len(content) // 2}
    churn = done.result["churn"]
    assert churn["labels"] == sum(figures["labels"] for figures in churn["months"].values()) > 100
    assert churn["stored"]["all_time"]["base_rate"] == pytest.approx(sum_left(churn), abs=1e-3)
    assert churn["model"].startswith("kalman-")


def sum_left(churn: dict[str, Any]) -> float:
    """The base rate, from the months."""
    months = [figures for figures in churn["months"].values() if "base_rate" in figures]
    assert len(months) == len(churn["months"])
    return float(sum(figures["labels"] * figures["base_rate"] for figures in months) / churn["labels"])


async def test_whoever_stopped_is_alerted_and_the_alerts_are_judged(tmp_path: Path) -> None:
    done = await backtest(write(tmp_path / "shop.jsonl", lines()))
    found = done.result["churn_alerts"]
    alerts = done.result["alerts"]["by_kind"]["churn_risk"]
    assert found["raised"] == alerts["raised"] > 0
    assert found["raised"] == found["judged"] + found["unresolved"]
    assert found["departures"] == shop_lines.CUSTOMERS // 2
    weeks = done.result["alerts"]["by_week"]
    assert sum(counts.get("churn_risk", 0) for counts in weeks.values()) == alerts["raised"]


async def test_what_the_learner_counts_of_alerts_is_what_orders_alone_say(tmp_path: Path) -> None:
    #  five horizons of silence behind the last order: everything is judged
    silence = [tick(shop_lines.LAST_D + day) for day in range(1, 46)]
    done = await backtest(write(tmp_path / "shop.jsonl", [*lines(), *silence]), silent_topic_h=0)
    alone, counted = done.result["churn_alerts"], done.result["alert_outcomes"]["churn"]
    assert alone["judged"] > 10
    assert alone["unresolved"] == counted["pending"] == 0
    names = ("raised", "judged", "right", "precision", "base_rate", "departures", "foreseen", "recency_alone")
    assert {name: counted[name] for name in names} == {name: alone[name] for name in names}


async def test_what_is_refused_is_counted_by_who_refused_it_and_why(tmp_path: Path) -> None:
    bad = order("eve", 1, 0).replace(b'"total": 10.0', b'"total": -1.0')
    future = order("eve", 10_000, 0)
    content = [order("ada", 0, 0), b"{no json", bad, b"", order("ada", 0, 0), future, order("ada", 2, 0)]
    done = await backtest(write(tmp_path / "some.jsonl", content))
    result = done.result
    assert result["events"]["lines_refused"] == {"empty line": 1, "not_json": 1}
    refused = {(one["topic"], one["reason"]): one["count"] for one in result["refused"]}
    assert refused == {("purchases", "out_of_range"): 1, ("purchases", "in_the_future"): 1}
    assert result["fold"]["duplicates"] == 1
    assert result["events"]["lines"] == len(content)
    assert list(documents(done)) == ["ada"]


async def test_several_files_are_one_by_time(tmp_path: Path) -> None:
    content = list(lines())
    whole = await backtest(write(tmp_path / "whole.jsonl", content))
    one = write(tmp_path / "clicks.jsonl", [line for line in content if b'"click"' in line])
    two = write(tmp_path / "orders.jsonl", [line for line in content if b'"click"' not in line])
    parts = await backtest(one, two)
    assert as_json(parts.result) == as_json(whole.result)
    assert documents(parts) == documents(whole)


async def test_disorder_within_the_allowed_lateness_changes_nothing(tmp_path: Path) -> None:
    #  Of every pair (click, order a second later) the order stands first in the file.
    content = list(lines())
    swapped = [line for pair in zip(content[1::2], content[::2], strict=True) for line in pair]
    one = await backtest(write(tmp_path / "sorted.jsonl", content), lateness_s=60.0)
    two = await backtest(write(tmp_path / "swapped.jsonl", swapped), lateness_s=60.0)
    assert as_json(one.result) == as_json(two.result)
    assert documents(one) == documents(two)


@pytest.mark.parametrize("read_ahead", [7, 100])
async def test_how_much_is_read_ahead_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read_ahead: int
) -> None:
    path = write(tmp_path / "shop.jsonl", lines())
    whole = await backtest(path)
    monkeypatch.setattr(run, "READ_AHEAD", read_ahead)
    parts = await backtest(path, batch_events=5, cached_customers=3)
    assert as_json(parts.result) == as_json(whole.result)
    assert documents(parts) == documents(whole)


async def test_what_comes_later_changes_no_earlier_figure(tmp_path: Path) -> None:
    #  The whole file, and the same up to 10 February: January is the same.
    content = list(lines())
    until_ms = shop_lines.START_MS + 41 * shop_lines.DAY_MS
    short = [line for line in content if msgspec.json.decode(line)["ts"] < until_ms]
    one = await backtest(write(tmp_path / "whole.jsonl", content))
    two = await backtest(write(tmp_path / "short.jsonl", short))
    assert one.result["churn"]["labels"] > two.result["churn"]["labels"]
    assert one.result["churn"]["months"]["2024-01"] == two.result["churn"]["months"]["2024-01"]


async def test_nothing_at_all_is_a_result_too(tmp_path: Path) -> None:
    done = await backtest(write(tmp_path / "empty.jsonl", [b"{}"]))
    assert done.result["customers"] == done.result["churn"]["labels"] == 0
    assert done.result["events"]["first_s"] is None
    assert done.result["events"]["lines_refused"] == {"unknown_dialect": 1}
    assert as_json(done.result)


async def test_who_was_shown_what_they_took_next_is_a_hit(tmp_path: Path) -> None:
    #  day 0 and on: everybody takes a, then b; from the second day on b is what follows a
    content = [
        click(f"c{day}-{n}", day, n * 60_000 + k * 1000, item)
        for day, n, (k, item) in itertools.product(range(6), range(30), enumerate("ab"))
    ]
    done = await backtest(write(tmp_path / "ab.jsonl", content))
    found = done.result["recommendations"]
    assert found["judged"] > 10
    assert found["hit_rate_at_10"] > 0.5


async def test_a_holdout_splits_whoever_is_alerted_into_two_arms(tmp_path: Path) -> None:
    path = write(tmp_path / "shop.jsonl", lines())
    plain, held = await backtest(path), await backtest(path, holdout={"churn_risk": 0.5})
    assert "experiments" not in plain.result
    assert "held_out" not in plain.result["churn"]
    (found,) = held.result["experiments"]
    treated, held_out = found["treated"], found["held_out"]
    assert min(treated["begun"], held_out["begun"]) > 0
    assert treated["begun"] + held_out["begun"] == shop_lines.CUSTOMERS  # all are alerted once
    assert treated["judged"] + treated["waiting"] == treated["begun"]
    assert treated["begun"] <= held.result["churn_alerts"]["raised"] < plain.result["churn_alerts"]["raised"]
    assert held.result["churn"]["held_out"]["labels"] > 50
