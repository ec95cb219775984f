"""The whole road on a real Kafka and Redis: what a user sends, and what becomes of it."""

import json
from collections.abc import Callable, Iterator
from itertools import count
from math import log
from pathlib import Path
from typing import cast

import pytest

from harken.alert import HEADERS
from harken.dead_letter import from_record
from harken.glance import Glance
from tests.corpus.bad_events import BAD
from tests.corpus.good_events import BROKER_MS, good
from tests.road import TheRoad

DAY_MS = 86_400_000
START_MS = 1_704_067_200_000  # 2024-01-01


@pytest.fixture
def make_road(kafka: str, fresh_redis_url: str, topic_prefix: str, tmp_path: Path) -> Iterator[Callable[..., TheRoad]]:
    made: list[TheRoad] = []

    def make(**variables: str) -> TheRoad:
        made.append(TheRoad(kafka, fresh_redis_url, topic_prefix, tmp_path, **variables))
        return made[-1]

    yield make
    for road in made:
        road.close()


def event(topic: str, customer: str, number: int, ts_ms: int, /, **fields: object) -> tuple[str, bytes, bytes]:
    body = {"id": f"{topic}-{customer}-{number}", "customer_id": customer, "ts": ts_ms, **fields}
    return topic, customer.encode(), json.dumps(body).encode()


def order(customer: str, number: int, ts_ms: int, total: float = 10.0, item: str = "tea") -> tuple[str, bytes, bytes]:
    items = [{"item_id": item, "quantity": 1, "price": total}]
    return event("purchases", customer, number, ts_ms, kind="order", currency="GBP", total=total, items=items)


def tick(day: int) -> tuple[str, None, bytes]:
    ts_ms = START_MS + day * DAY_MS
    return "commands", None, json.dumps({"id": f"tick-{day}", "ts": ts_ms, "kind": "tick"}).encode()


def test_every_bad_event_reaches_the_dead_letters_and_the_good_ones_between_are_applied(
    make_road: Callable[..., TheRoad],
) -> None:
    #  The corpus is of 2024: a broker that keeps a week would delete it whenever it looks.
    road = make_road(HARKEN_RETENTION_H="1000000")
    good_events = list(good(len(BAD)))
    mixed = [
        record
        for bad, fine in zip(BAD, good_events, strict=True)
        for record in ((bad.topic, bad.key, bad.value), (fine.topic, fine.key, fine.value))
    ]
    sent = road.send(mixed, timestamp_ms=BROKER_MS)
    road.start()
    road.wait_until_applied()
    road.wait_until(lambda: len(road.read("dead-letters")) >= len(BAD), "all dead letters said")
    letters = {}
    for record in road.read("dead-letters"):
        letter = from_record(record.key, record.value, record.headers)
        letters[letter.topic.removeprefix(road.settings.topic_prefix), letter.partition, letter.offset] = letter
    refused = [(letters[place].reason, letters[place].key, letters[place].value) for place in sent[::2]]
    assert refused == [(bad.reason, bad.key, bad.value) for bad in BAD]
    assert not set(sent[1::2]) & letters.keys()
    found = road.raw_documents().values()
    for topic, field in (("clicks", "clicks"), ("purchases", "orders"), ("feedback", "feedback")):
        applied = sum(document["activity"][field] for document in found)  # type: ignore[index]  # JSON
        assert applied == sum(one.topic == topic for one in good_events)


def test_a_bad_rating_raises_one_alert_with_reasons_and_resolves_when_its_time_is_over(
    make_road: Callable[..., TheRoad],
) -> None:
    #  day   0 order   1 NPS 2   ...   9 tick
    road = make_road(HARKEN_PARTITIONS="3")
    road.send([order("ada", 1, START_MS), event("feedback", "ada", 1, START_MS + DAY_MS, kind="nps", score=2)])
    ticks = [(topic, b"ada", value) for topic, _, value in (tick(day) for day in range(2, 10))]
    road.send(ticks)
    road.start()
    road.wait_until_applied()
    road.wait_until(lambda: len(road.read("alerts")) == 2, "raised and resolved")
    raised, resolved = (json.loads(record.value or b"") for record in road.read("alerts"))
    assert raised["type"] == "com.harken.alert.detractor.raised"
    assert resolved["type"] == "com.harken.alert.detractor.resolved"
    assert raised["episode"] == resolved["episode"]
    assert raised["id"] != resolved["id"]
    assert raised["subject"] == "ada"
    assert raised["data"]["reasons"]
    assert json.loads(road.read("customers")[-1].value or b"")["id"] == "ada"


def test_who_is_erased_is_gone_from_the_store_and_by_a_tombstone_from_the_topic_and_stays_gone(
    make_road: Callable[..., TheRoad],
) -> None:
    #  day   0 order   1 erase   2 order
    road = make_road(HARKEN_PARTITIONS="3")
    road.send([order("ada", 1, START_MS), order("bob", 1, START_MS)])
    road.start()
    road.wait_until(lambda: road.document("ada") is not None, "ada is known")
    road.send([event("commands", "ada", 1, START_MS + DAY_MS, kind="erase")])
    road.wait_until_applied()
    road.wait_until(lambda: any(r.key == b"ada" and r.value is None for r in road.read("customers")), "a tombstone")
    road.send([order("ada", 2, START_MS + 2 * DAY_MS)])
    road.wait_until_applied()
    left = road.document("ada")
    assert left is not None
    assert (left.not_eligible, left.activity.orders) == ("erased", 0)
    assert [r.value for r in road.read("customers") if r.key == b"ada"][-1] is None
    assert road.document("bob") is not None
    assert road.read("dead-letters") == []


def test_silence_raises_and_escalates_the_churn_risk_of_who_does_nothing(make_road: Callable[..., TheRoad]) -> None:
    #  orders on days 0, 7, 14, ... 42; then only ticks
    road = make_road(HARKEN_CHURN_HORIZON_D="30")
    weekly = [order("ada", n, START_MS + 7 * n * DAY_MS) for n in range(7)]
    silence = [(topic, b"ada", value) for topic, _, value in (tick(day) for day in range(43, 140))]
    road.send([*weekly, *silence])
    road.start()
    road.wait_until_applied()
    road.wait_until(lambda: any(b"churn_risk.escalated" in (r.value or b"") for r in road.read("alerts")), "escalated")
    everything = [json.loads(record.value or b"") for record in road.read("alerts")]
    stem = "com.harken.alert.churn_risk."
    alerts = [alert for alert in everything if alert["type"].startswith(stem)]
    assert [alert["type"] for alert in alerts] == [f"{stem}raised", f"{stem}escalated"]
    assert all(dict(record.headers) == dict(HEADERS) for record in road.read("alerts"))
    data = alerts[0]["data"]
    assert sum(reason["logit"] for reason in data["reasons"]) == pytest.approx(log(data["score"] / (1 - data["score"])))
    assert all(reason["text"] for reason in data["reasons"])
    document = road.document("ada")
    assert document is not None
    assert document.churn is not None
    assert document.churn.band == "high"


def test_a_killed_worker_loses_nothing_and_doubles_nothing(make_road: Callable[..., TheRoad]) -> None:
    road = make_road()
    customers = [f"c{n}" for n in range(40)]
    records = [
        order(customer, n, START_MS + n * DAY_MS + m * 60_000, total=1.25)
        for n in range(60)
        for m, customer in enumerate(customers)
    ]
    road.send(records)
    first = road.start()
    road.start()
    road.wait_until(lambda: road.left() < len(records), "the first batches are applied")
    first.kill()
    road.start()
    road.wait_until_applied()
    documents = road.raw_documents()
    assert len(documents) == len(customers)
    assert {json.dumps(d["activity"]["orders"]) for d in documents.values()} == {"60"}  # type: ignore[index]  # JSON
    assert {d["value"]["spent_minor"] for d in documents.values()} == {60 * 125}  # type: ignore[index]  # JSON


def test_the_learner_learns_labels_and_the_scorers_take_its_snapshot_up(make_road: Callable[..., TheRoad]) -> None:
    road = make_road(HARKEN_CHURN_HORIZON_D="9")
    customers = [f"c{n}" for n in range(30)]
    records = [
        order(customer, n, START_MS + n * 3 * DAY_MS, item=f"i{(m + n) % 40}")
        for n in range(12)
        for m, customer in enumerate(customers)
        if n < 4 or m % 2  # half of them stop on day 9
    ]
    days = [tick(day) for day in range(60)]
    ticks = [(topic, customer.encode(), value) for customer in customers for topic, _, value in days]
    road.send(records)
    road.start("learner")
    road.start()
    road.send(ticks)
    road.wait_until_applied()
    road.wait_until(lambda: _labels(road) > 60, "labels are learned")
    later = count(61)

    def spoken_by_the_learned_one() -> bool:
        #  A worker takes the newest snapshot up within a second; who orders after that is scored by it.
        day = next(later)
        road.send([order("c1", day, START_MS + day * DAY_MS)])
        road.wait_until_applied()
        document = road.document("c1")
        return document is not None and document.churn is not None and document.churn.model.startswith("kalman-")

    road.wait_until(spoken_by_the_learned_one, "the document names the learned version")
    document = road.document("c1")
    assert document is not None
    assert document.recommendations


def test_what_some_rate_reads_what_others_only_write(make_road: Callable[..., TheRoad]) -> None:
    #   raters   质量很好 5 stars, 快递太慢 1 star  ──> learner ──> snapshot of the text model, themes by week
    #   writers                                                     快递太慢, no stars: unhappy
    road = make_road()
    said = [("质量很好", 5, "quality"), ("快递太慢", 1, "delivery")]
    road.send(
        [
            event("feedback", f"rater-{n}", n, START_MS + n * 1000, kind="review", text=text, score=score, topic=topic)
            for n in range(60)
            for text, score, topic in [said[n % 2]]
        ]
    )
    road.start("learner")
    road.start()
    with Glance(road.settings) as glance:
        road.wait_until(lambda: glance.model("text").get("labels") == "60", "texts are learned")
        (week,) = glance.themes().weeks.values()
    assert (week.all.texts, week.themes["delivery"].satisfaction, week.themes["quality"].satisfaction) == (60, 0.0, 1.0)
    writers = count()

    def read_by_what_was_learned() -> bool:
        #  No lexicon knows these words; a worker takes the newest snapshot up within a second.
        writer = f"writer-{next(writers)}"
        road.send([event("feedback", writer, 0, START_MS + DAY_MS, kind="ticket", text="快递太慢")])
        road.wait_until_applied()
        document = road.document(writer)
        content = document.satisfaction if document is not None else None
        return content is not None and content.score < 0.7 and content.about == "delivery"

    road.wait_until(read_by_what_was_learned, "a text without a score is heard")


def _labels(road: TheRoad) -> int:
    with Glance(road.settings) as glance:
        found = cast(bytes | None, glance.store.hget(f"{road.settings.key_prefix}model:churn", "labels"))
        return int(found or 0)
