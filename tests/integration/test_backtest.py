"""A backtest is what a replay in step through a real Kafka and Redis would have been."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from benchmarks.real.compare import differences
from harken.backtest.run import in_step, run_backtest
from harken.data import sample_path
from harken.glance import Glance
from harken.replay import jsonl
from harken.replay.send import replay
from harken.settings import load_settings
from tests.road import TheRoad

HORIZON_D = "30"
NOW_S = 4e9
#: The broker may have company.
WITHIN_S = 240.0


@pytest.fixture
def road(kafka: str, fresh_redis_url: str, topic_prefix: str, tmp_path: Path) -> Iterator[TheRoad]:
    made = TheRoad(
        *(kafka, fresh_redis_url, topic_prefix, tmp_path),
        HARKEN_STEP_S="86400",
        HARKEN_CHURN_HORIZON_D=HORIZON_D,
        HARKEN_BROKER_TIMEOUT_S="60",
    )
    yield made
    made.close()


@pytest.mark.timeout(600)  # the machine may have company
async def test_documents_labels_and_alerts_are_those_of_a_live_replay_in_step(road: TheRoad) -> None:
    #  All is sent before any worker runs, so the live merge is exact.
    report = replay(road.settings, jsonl.read(sample_path()))
    road.start("learner")
    road.start()
    road.wait_until(lambda: road.left() == 0, "everything applied", within_s=WITHIN_S)
    settings = in_step(load_settings(road.environment))
    done = await run_backtest(settings, jsonl.read(sample_path()), NOW_S)
    assert done.report.events == report.events

    live = {key.removeprefix("customer:"): document for key, document in road.raw_documents().items()}
    mine: dict[str, dict[str, Any]] = {c: msgspec.json.decode(document) for c, document in done.documents()}
    assert len(mine) > 100
    assert differences(live, mine, of_models=True) == []

    with Glance(road.settings) as glance:
        found = glance.store.hgetall(f"{road.settings.key_prefix}model:churn")
        outcomes = glance.outcomes()
    card = {name.decode(): value.decode() for name, value in found.items()}  # type: ignore[union-attr]  # not a promise
    churn = done.result["churn"]
    assert churn["labels"] == int(card["labels"]) > 500
    assert churn["model"] == card["version"]
    assert {column: churn[column] for column in ("stored", "rescored")} == json.loads(card["metrics"])

    assert done.result["alert_outcomes"] == outcomes
    counted, judged = outcomes["churn"], done.result["churn_alerts"]
    assert 0 < counted["judged"] <= judged["judged"]  # of who was not looked at since, nothing is said yet
    assert judged["judged"] - counted["judged"] <= counted["pending"]

    said: dict[str, dict[str, int]] = {}
    for record in road.read("alerts"):
        data = json.loads(record.value or b"")["data"]
        counts = said.setdefault(data["kind"], {})
        counts[data["transition"]] = counts.get(data["transition"], 0) + 1
    assert said == done.result["alerts"]["by_kind"]
