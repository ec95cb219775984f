"""`harken models` as an operator runs it, against a learner that runs."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from harken.champion.order import NoCard, look
from harken.glance import Glance
from tests.road import TheRoad
from tests.unit.agents.learning.samples import label, pack


@pytest.fixture
def road(kafka: str, fresh_redis_url: str, topic_prefix: str, tmp_path: Path) -> Iterator[TheRoad]:
    #  The examples are of 2023: a broker that keeps a month would delete them whenever it looks.
    made = TheRoad(kafka, fresh_redis_url, topic_prefix, tmp_path)
    yield made
    made.close()


def learned(road: TheRoad) -> int:
    with Glance(road.settings) as glance:
        try:
            return look(glance).labels
        except NoCard:
            return 0


def teach(road: TheRoad, first: int, last: int) -> None:
    road.send([("examples", b"churn", msgspec.json.encode(pack([label(n) for n in range(first, last)])))])


def test_a_model_is_promoted_rolled_back_and_let_go_on(road: TheRoad) -> None:
    before = road.harken("models", "list")
    assert before.returncode == 2
    assert before.stderr.startswith("harken: no churn model has learned anything yet")
    teach(road, 0, 200)
    road.start("learner")
    road.wait_until(lambda: learned(road) == 200, "labels are learned")

    rows = {line.split("\t")[0]: line.split("\t") for line in road.harken("models", "list").stdout.splitlines()}
    assert rows["kalman"][1] == "champion"
    assert rows["batch"][2] == "200"

    done = road.harken("models", "promote", "batch")
    assert (done.returncode, done.stderr) == (0, "")
    old, new = done.stdout.strip().split(" -> ")
    assert old.startswith("kalman-200-")
    assert new.startswith("batch-200-")
    with Glance(road.settings) as glance:
        assert look(glance).version == new
        snapshot = glance.store.get(f"{road.settings.key_prefix}snapshot:churn")
    assert isinstance(snapshot, bytes)
    assert msgspec.json.decode(snapshot)["version"] == new

    refused = road.harken("models", "promote", "tree")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "no row of numbers" in refused.stderr

    back = road.harken("models", "rollback")
    assert back.stdout.strip() == f"{new} -> {old}"
    teach(road, 200, 210)
    road.wait_until(lambda: learned(road) == 210, "the rest is learned")
    shown = road.harken("models", "show").stdout
    assert f"scores as  {old} (pinned)" in shown
    assert f"{old} -> {new}" in shown
    assert road.harken("models", "promote", "kalman").stdout.strip().startswith(f"{old} -> kalman-210-")


def test_without_a_learner_the_order_waits_and_is_said_to(road: TheRoad) -> None:
    teach(road, 0, 50)
    worker = road.start("learner")
    road.wait_until(lambda: learned(road) == 50, "labels are learned")
    worker.stop()
    sent = road.harken("models", "promote", "recency", "--wait", "0")
    assert sent.returncode == 1
    assert sent.stdout.startswith("sent; the learner has not taken it up")
    road.start("learner")

    def is_promoted() -> bool:
        with Glance(road.settings) as glance:
            return look(glance).champion == "recency"

    road.wait_until(is_promoted, "the order is obeyed")
