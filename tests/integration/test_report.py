"""A report of a live installation: the sample through a real Kafka and Redis, with a holdout, and somebody who acts."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from os import environ
from pathlib import Path
from typing import Any

import pytest

from harken.backtest.run import in_step, run_backtest
from harken.data import sample_path
from harken.replay import jsonl
from harken.replay.send import replay
from harken.settings import load_settings
from tests.road import TheRoad

NOW_S = 4e9
#: The broker may have company.
WITHIN_S = 240.0
ACTED = 5


@pytest.fixture
def road(kafka: str, fresh_redis_url: str, topic_prefix: str, tmp_path: Path) -> Iterator[TheRoad]:
    made = TheRoad(
        *(kafka, fresh_redis_url, topic_prefix, tmp_path),
        HARKEN_STEP_S="86400",
        HARKEN_CHURN_HORIZON_D="30",
        HARKEN_BROKER_TIMEOUT_S="60",
        HARKEN_HOLDOUT='{"churn_risk": 0.5}',
    )
    yield made
    made.close()


def reported(road: TheRoad, folder: Path) -> dict[str, Any]:
    """What `harken report --out` writes."""
    command = [sys.executable, "-m", "harken.cli", "report", "--out", str(folder)]
    done = subprocess.run(command, env={**environ, **road.environment}, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert b"Does acting help?" in done.stdout
    return dict(json.loads((folder / "report.json").read_bytes()))


def act(road: TheRoad) -> int:
    """Send a receipt for some alerts, at their own times, and wait until it is applied; for how many kinds and whom."""
    alerts = [json.loads(record.value or b"") for record in road.read("alerts")]
    raised = [alert for alert in alerts if alert["data"]["transition"] == "raised"][:ACTED]
    receipts = [
        {
            "id": f"receipt-{alert['id']}",
            "customer_id": alert["subject"],
            "alert_id": alert["id"],
            "outcome": "acted",
            "ts": round(datetime.fromisoformat(alert["time"]).timestamp() * 1000),
        }
        for alert in raised
    ]
    road.send([("receipts", one["customer_id"].encode(), json.dumps(one).encode()) for one in receipts])
    road.wait_until_applied()
    return len({(alert["subject"], alert["data"]["kind"]) for alert in raised})


@pytest.mark.timeout(600)  # the machine may have company
async def test_a_live_report_says_of_the_sample_what_a_backtest_says(road: TheRoad, tmp_path: Path) -> None:
    #  All is sent before any worker runs, so the live merge is exact.
    replay(road.settings, jsonl.read(sample_path()))
    road.start("learner")
    road.start()
    road.wait_until(lambda: road.left() == 0, "everything applied", within_s=WITHIN_S)
    acted = act(road)
    found = reported(road, tmp_path / "out")
    settings = in_step(load_settings(road.environment))
    expected = (await run_backtest(settings, jsonl.read(sample_path()), NOW_S)).result

    (experiment,) = found["experiments"]
    assert [experiment] == expected["experiments"]
    assert experiment["treated"]["begun"] + experiment["held_out"]["begun"] > 30
    assert experiment["effect"] is None  # of a hundred customers nothing can be said
    assert found["alerts"]["by_kind"] == expected["alerts"]["by_kind"]
    assert found["alerts"]["by_week"] == expected["alerts"]["by_week"]
    churn, then = found["churn"], expected["churn"]
    for name in ("model", "stored", "rescored"):
        assert churn[name] == then[name]
    #  The topic also holds labels that came after the last step, and wait to be learned.
    assert list(churn["months"].items())[:-1] == list(then["months"].items())[:-1]
    assert churn["held_out"]["labels"] >= then["held_out"]["labels"] > 500
    assert len(churn["calibration"]) == len(then["calibration"])
    assert len(churn["gain"]) == len(then["gain"])
    judged = ("raised", "judged", "right", "precision")
    assert {n: found["churn_alerts"][n] for n in judged} == {n: expected["churn_alerts"][n] for n in judged}

    #  Of the held-out nothing was announced, and what would have been is in the log.
    families = {"churn_risk", "high_value_at_risk"}
    held_out = {record.key for record in road.read("predictions") if b"|held_out" in (record.value or b"")}
    told = {r.key for r in road.read("alerts") if json.loads(r.value or b"")["data"]["kind"] in families}
    assert held_out
    assert not held_out & told
    assert sum(found["alerts"]["held_out"].values()) >= len(held_out)
    assert sum(counts.get("acted", 0) for counts in found["alerts"]["receipts"].values()) == acted
    assert found["alerts"]["reasons"]["churn_risk"][0]["strongest"] > 0
    page = (tmp_path / "out" / "report.md").read_text()
    assert "Not enough data yet" in page
    assert "calibration.png" in page
    assert (tmp_path / "out" / "calibration.png").stat().st_size > 1000
