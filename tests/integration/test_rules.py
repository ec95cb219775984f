"""`harken rules apply` and `show` as an operator runs them, against a worker that runs and one that comes after it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from harken.dead_letter import from_record
from tests.road import TheRoad

START_MS = 1_704_067_200_000  # 2024-01-01
DAY_MS = 86_400_000
OFF = "[detractor]\nenabled = false\n"


@pytest.fixture
def road(kafka: str, fresh_redis_url: str, topic_prefix: str, tmp_path: Path) -> Iterator[TheRoad]:
    #  A worker that is started with this file says nothing of bad words.
    (tmp_path / "off.toml").write_text(OFF, encoding="utf-8")
    made = TheRoad(
        kafka, fresh_redis_url, topic_prefix, tmp_path,
        HARKEN_RETENTION_H="1000000", HARKEN_RULES=str(tmp_path / "off.toml"),
    )  # fmt: skip
    yield made
    made.close()


def say(road: TheRoad, customer: str, day: int) -> None:
    """A bad word on a day, applied."""
    ts_ms = START_MS + day * DAY_MS
    word = {"id": f"{customer}-{day}", "customer_id": customer, "ts": ts_ms, "kind": "nps", "score": 1}
    road.send([("feedback", customer.encode(), json.dumps(word).encode())])
    road.wait_until_applied()


def told(road: TheRoad) -> set[str]:
    """Whose alerts were announced; who takes a lane over says the last ones again, under the same ids."""
    return {record.key.decode() for record in road.read("alerts") if record.key}


def test_rules_switch_in_every_lane_and_stay_there_whichever_worker_comes(road: TheRoad, tmp_path: Path) -> None:
    first = road.start()
    say(road, "ada", 1)
    assert told(road) == set()
    assert "lanes 0-2\tnothing applied" in road.harken("rules", "show").stdout

    (tmp_path / "on.toml").write_text("[detractor]\nexpires_d = 3\n", encoding="utf-8")
    applied = road.harken("rules", "apply", str(tmp_path / "on.toml"), "--at", "2024-01-03T00:00:00Z")
    assert (applied.returncode, "for 3 lanes" in applied.stdout) == (0, True), applied.stderr
    road.wait_until_applied()
    shown = road.harken("rules", "show").stdout
    assert shown.startswith("lanes 0-2\tapplied at 2024-01-03T00:00:00Z")
    assert "detractor\tover by itself after 3 d" in shown
    say(road, "bob", 4)
    #  What is applied is said a moment later.
    road.wait_until(lambda: told(road) == {"bob"}, "bob's word is told")

    first.kill()
    road.start()
    say(road, "cyd", 5)
    road.wait_until(lambda: told(road) == {"bob", "cyd"}, "cyd's word is told")


def test_rules_that_cannot_be_go_to_the_dead_letters_and_change_nothing(road: TheRoad) -> None:
    bad = {"id": "r-1", "ts": START_MS, "kind": "rules", "rules": {"detractor": {"expires_d": -1}}}
    (sent,) = road.send([("commands", None, json.dumps(bad).encode())])
    road.start()
    road.wait_until_applied()
    road.wait_until(lambda: len(road.read("dead-letters")) > 0, "the command is a dead letter")
    (letter,) = [from_record(record.key, record.value, record.headers) for record in road.read("dead-letters")]
    assert (letter.offset, letter.reason, letter.detail) == (
        sent.offset, "out_of_range", "rules.detractor.expires_d: must be more than 0"
    )  # fmt: skip
    assert "nothing applied" in road.harken("rules", "show").stdout
