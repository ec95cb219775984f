"""What is written of a report."""

from pathlib import Path
from typing import Any

from msgspec import json

from harken.backtest.foresight import Foresight
from harken.backtest.scores import StoredScores
from harken.report.page import page, write_report

EFFECT = {"difference": 0.1, "low": 0.02, "high": 0.18}
ARM = {"begun": 900, "waiting": 100, "judged": 800, "stayed": 400, "share_stayed": 0.5, "missing": 0, "too_old": 0}


def result(**more: Any) -> dict[str, Any]:
    """A report of an installation that has said little."""
    alerts = {
        "by_kind": {"churn_risk": {"raised": 3, "resolved": 1}}, "by_week": {"2026-01-05": {"churn_risk": 3}},
        "raised": 3, "customer_years": 2.0, "raised_per_customer_and_year": 1.5, "since": "2026-01-07", "unreadable": 0,
        "held_out": {"churn_risk": 1}, "open": {"churn_risk": 2}, "withheld": {"detractor": {"cap": 4}},
        "receipts": {"churn_risk": {"acted": 2}},
        "reasons": {"churn_risk": [{"name": "recency", "strongest": 3, "given": 3}]},
    }  # fmt: skip
    return {
        "harken": "1",
        "instance": "shop",
        "settings": {"churn_horizon_d": 90.0},
        "reached": "2026-02-01",
        "customers": 5,
        "standing": {"segments": {}, "tiers": {}, "stages": {}, "centres": {}},
        "churn": {"model": None, "labels": 0, "stored": {}, "rescored": {}, **StoredScores().figures()},
        "alerts": alerts,
        "churn_alerts": Foresight(90.0).figures(0.0, None),
        "experiments": [],
        **more,
    }


def experiment(effect: dict[str, float]) -> dict[str, Any]:
    return {
        "family": "churn_risk",
        "experiment": "1:0.1",
        "treated": ARM,
        "held_out": ARM,
        "effect": effect,
        "ever_wrong": 0.05,
    }


def test_a_page_has_a_table_of_all_that_is_known_and_none_of_what_is_not() -> None:
    text = page(result(), {})
    assert "5 customers, nothing learned yet, events up to 2026-02-01" in text
    assert "| churn_risk | 3 | 0 | 1 | 2 | 1 | - |" in text
    assert "| detractor | 0 | 0 | 0 | 0 | 0 | cap 4 |" in text
    assert "| churn_risk | 0 | 2 | 0 | 0 |" in text
    assert "| churn_risk | recency | 3 | 3 |" in text
    assert not any(title in text for title in ("## Churn", "Does acting help?"))


def test_what_came_of_alerts_is_told_by_kind_beside_what_nobody_needs_a_model_for() -> None:
    told = {"raised": 12, "pending": 2, "left_out": 0, "judged": 10, "precision": 0.8, "base_rate": 0.4}
    kinds = {"churn": {**told, "recency_alone": 0.7, "recency_alone_d": 48.0, "recall": 0.5, "lead_d": 33.25}}
    text = page(result(alert_outcomes={**kinds, "satisfaction_drop": told}), {})
    assert "| churn | 12 | 2 | 0 | 10 |" in text
    assert "| churn | 0.800 | 0.400 | 0.700 | 48 d | 0.500 | 33.2 d |" in text
    assert "| satisfaction_drop | 0.800 | 0.400 | - | - | - | - |" in text
    assert "What came of alerts that say somebody may leave" not in page(result(alert_outcomes={}), {})


def test_people_who_set_a_score_by_hand_stand_beside_the_model() -> None:
    figures = {"labels": 12, "log_loss": 0.41, "brier": 0.1}
    parts: dict[str, dict[str, float]] = {
        part: {} for part in ("all_time", "after_5000", "silent_up_to_horizon", "silent_longer")
    }
    columns = {"stored": parts, "rescored": parts}
    churn = {**result()["churn"], "labels": 40, **columns}
    told = {"overrides": {"people": figures, "model": {**figures, "log_loss": 0.52, "auc": 0.7}}}
    text = page(result(churn={**churn, **told}), {})
    assert "| set by hand | 12 | - | - | 0.410 | - |" in text
    assert "| stored, of the same customers | 12 | - | 0.700 | 0.520 | - |" in text
    assert "set by hand" not in page(result(churn=churn), {})


def test_customers_are_told_by_segment_with_what_is_at_risk_and_how_far_its_centre_moved() -> None:
    group = {"customers": 3, "remaining": 1234.5, "at_risk": 99.9}
    standing = {
        "segments": {"loyal": group, "-": {**group, "customers": 1}},
        "tiers": {"-": group},
        "stages": {"at_risk": group},
        "centres": {"loyal": {"share": 0.25, "drift": 0.123}},
    }
    text = page(result(standing=standing), {})
    assert "| loyal | 3 | 1,234 | 100 | 25% | 0.12 |" in text
    assert "| - | 1 | 1,234 | 100 | - | - |" in text
    assert "| at_risk | 3 | 1,234 | 100 |" in text
    assert "Value tiers" not in text


def test_the_effect_comes_first_with_its_interval_and_a_picture(tmp_path: Path) -> None:
    found = result(experiments=[experiment(EFFECT)])
    write_report(found, tmp_path, print)
    text = (tmp_path / "report.md").read_text()
    assert text.index("Does acting help? churn_risk") < text.index("## Alerts")
    assert "| share that stayed | 0.500 | 0.500 | +0.100 (+0.020 to +0.180) |" in text
    assert "![Does acting help?](effects.png)" in text
    assert json.decode((tmp_path / "report.json").read_bytes()) == found
    pictures = {"alerts.png", "reasons.png", "effects.png"}
    assert {one.name for one in tmp_path.iterdir()} == {"report.md", "report.json"} | pictures
