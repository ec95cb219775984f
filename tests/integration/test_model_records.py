"""What the learner says of its models on `harken.models` is what the store holds, through orders and kills."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from harken.champion.order import NoCard, look
from harken.glance import Glance
from tests.road import TheRoad
from tests.unit.agents.learning.samples import label, pack, propensity, rhythm, text, value, visit

MODELS = {"alerts", "churn", "propensity", "visit", "text", "value", "segments", "population"}
TEXTS = {"champion", "version", "pinned"}


@pytest.fixture
def road(kafka: str, fresh_redis_url: str, topic_prefix: str, tmp_path: Path) -> Iterator[TheRoad]:
    made = TheRoad(kafka, fresh_redis_url, topic_prefix, tmp_path, HARKEN_CARDS_S="0.2")
    yield made
    made.close()


def teach(road: TheRoad, first: int, last: int) -> None:
    numbers = range(first, last)
    packs = [
        (b"churn", pack([rhythm(n) for n in numbers])),
        (b"churn", pack([label(n) for n in numbers])),
        (b"churn", pack([propensity(n) for n in numbers])),
        (b"churn", pack([value(n) for n in numbers])),
        (b"visit", pack([visit(n, f"cup-{n % 7}", f"cup-{n % 5}") for n in numbers])),
        (b"text", pack([text(n, "slow and bad" if n % 2 else "nice and quick", n % 2 == 0) for n in numbers])),
    ]
    road.send([("examples", key, msgspec.json.encode(each)) for key, each in packs])


def held(road: TheRoad) -> dict[str, Any]:
    """The cards in the store, by the keys of their records."""
    found: dict[str, Any] = {}
    with Glance(road.settings) as glance:
        for model in MODELS:
            card: dict[str, Any] = {
                name: value if name in TEXTS else msgspec.json.decode(value)
                for name, value in glance.model(model).items()
            }
            found |= {f"{model}:{name}": one for name, one in card.pop("models", {}).items()}
            found |= {model: card} if card else {}
    return found


def said(road: TheRoad) -> list[tuple[str, dict[str, Any]]]:
    """The records of the topic, in the order of their partitions."""
    return [((one.key or b"").decode(), msgspec.json.decode(one.value or b"null")) for one in road.read("models")]


def newest(road: TheRoad) -> dict[str, Any]:
    """What a compacted topic comes to: the newest card of each key."""
    return {key: record["card"] for key, record in said(road)}


def labels(road: TheRoad) -> int:
    with Glance(road.settings) as glance:
        try:
            return look(glance).labels
        except NoCard:
            return 0


def knows_more(road: TheRoad, than: int) -> bool:
    return labels(road) > than


def test_the_topic_says_of_every_model_what_the_store_holds_and_who_scores(road: TheRoad) -> None:
    teach(road, 0, 60)
    road.start("learner")
    road.wait_until(lambda: labels(road) == 60, "labels are learned")
    road.wait_until(lambda: newest(road) == held(road), "the topic says what the store holds")
    cards = newest(road)
    assert cards.keys() >= MODELS
    assert {"churn:kalman", "churn:logistic", "churn:batch"} <= cards.keys()
    roles = {record.get("name"): record.get("role") for _, record in said(road) if record["model"] == "churn"}
    assert (roles["kalman"], roles["batch"], roles[None]) == ("champion", "challenger", None)

    assert road.harken("models", "promote", "batch").returncode == 0
    road.wait_until(lambda: newest(road) == held(road), "the topic says who scores now")
    roles = {record.get("name"): record.get("role") for _, record in said(road) if record["model"] == "churn"}
    assert (roles["kalman"], roles["batch"]) == ("challenger", "champion")
    assert newest(road)["churn"]["version"].startswith("batch-60-")

    assert road.harken("models", "rollback").returncode == 0
    road.wait_until(lambda: newest(road) == held(road), "the topic says what was rolled back")
    (record,) = [one for key, one in said(road) if key == "churn:kalman"][-1:]
    assert record["role"] == "champion"
    assert record["version"] == newest(road)["churn"]["pinned"]


def test_learners_that_are_killed_say_everything_and_nothing_else_under_an_id(road: TheRoad) -> None:
    for turn in range(4):
        learner = road.start("learner")
        for n in range(3):
            first = 60 * turn + 20 * n
            teach(road, first, first + 20)
            road.wait_until(partial(knows_more, road, first), "some labels are learned")
        learner.kill()
    road.start("learner")
    road.wait_until(lambda: labels(road) == 240, "labels are learned")
    road.wait_until(lambda: newest(road) == held(road), "the topic says what the store holds")
    records = [record for _, record in said(road)]
    contents: dict[str, set[bytes]] = {}
    for record in records:
        contents.setdefault(record["id"], set()).add(msgspec.json.encode(record, order="sorted"))
    assert len(contents) > 40
    assert {len(each) for each in contents.values()} == {1}
