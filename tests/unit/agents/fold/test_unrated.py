"""A score that comes later teaches the text that waited for it, once; what waits is little and not for long."""

from dataclasses import replace
from typing import Any

import pytest
from msgspec import Raw, json

from harken.activity import ActivityConfig
from harken.events import Feedback, FeedbackKind
from harken.example import TEXT, ExamplePack, TextExample
from harken.fold.schedule import UNRATED
from harken.fold.unrated import MOST_HASHES, MOST_TEXTS
from harken.text.hashes import hashes_of, pack
from tests.driver import Driver
from tests.learned import LearnerDriver

DAY_MS = 86_400_000
BEGIN_MS = 1_700_000_000_000
CONFIG = replace(ActivityConfig(), lateness_s=0.0)
TEXT_A, TEXT_B = "late and torn", "so soft"


def said(day: float, kind: FeedbackKind = "review", customer: str = "ada", **fields: Any) -> Feedback:
    ts = BEGIN_MS + round(day * DAY_MS)
    return Feedback(id=f"f-{day}-{customer}-{kind}", customer_id=customer, ts=ts, kind=kind, **fields)


def late(driver: Driver) -> list[TextExample]:
    return [example for example in driver.text_examples if example.late]


def driven(*events: Feedback) -> Driver:
    driver = Driver(CONFIG)
    driver.send(*events, batch=1)
    return driver


def test_a_rating_of_the_same_item_is_the_label_of_the_text_before_it_once() -> None:
    #   day    0: "late and torn", vase     3: 1 star, vase     4: 5 stars, vase
    driver = driven(
        said(0, text=TEXT_A, item_id="vase"),
        said(3, "rating", score=1.0, item_id="vase"),
        said(4, "rating", score=5.0, item_id="vase"),
    )
    (example,) = late(driver)
    assert example.hashes == pack(hashes_of(TEXT_A)) == driver.text_examples[0].hashes
    assert (example.good, example.score, example.topic) == (False, 0.0, None)
    assert example.cause == "0|feedback|1|1"
    assert example.known_s == BEGIN_MS / 1000 + 3 * 86_400
    assert driver.customer("ada").state.unrated is None


@pytest.mark.parametrize(
    ("text", "score", "same"),
    [
        ({"item_id": "vase"}, {"item_id": "vase"}, True),
        ({"item_id": "vase"}, {"item_id": "lamp"}, False),
        ({"item_id": "vase"}, {}, False),
        ({}, {}, False),
        ({"properties": {"order_id": "o-1"}}, {"properties": {"order_id": "o-1"}}, True),
        ({"item_id": "vase", "properties": {"order_id": "o-1"}}, {"properties": {"order_id": "o-1"}}, True),
        ({"item_id": "vase", "properties": {"order_id": "o-1"}}, {"item_id": "vase"}, True),
        (
            {"item_id": "vase", "properties": {"order_id": "o-1"}},
            {"item_id": "vase", "properties": {"order_id": "o-2"}},
            False,
        ),
        ({"properties": {"order_id": 7}}, {"properties": {"order_id": 7}}, False),
    ],
)
def test_both_must_be_about_one_thing(text: dict[str, Any], score: dict[str, Any], same: bool) -> None:
    driver = driven(said(0, text=TEXT_A, **text), said(1, "csat", score=5.0, **score))
    assert len(late(driver)) == same


def test_what_others_say_of_the_item_is_no_label() -> None:
    driver = driven(said(0, text=TEXT_A, item_id="vase"), said(1, "rating", "bob", score=1.0, item_id="vase"))
    assert late(driver) == []


def test_a_score_after_two_weeks_is_about_something_else_and_the_text_is_gone() -> None:
    driver = driven(said(0, text=TEXT_A, item_id="vase"), said(5, text=TEXT_B, item_id="vase"))
    driver.idle(BEGIN_MS / 1000 + 14 * 86_400)
    [left] = driver.customer("ada").state.unrated or []
    assert left.ts_s == BEGIN_MS / 1000 + 5 * 86_400
    driver.send(said(14.5, "rating", score=1.0, item_id="vase"))
    (example,) = late(driver)
    assert example.hashes == pack(hashes_of(TEXT_B))
    driver.idle(BEGIN_MS / 1000 + 30 * 86_400)
    assert ("ada", UNRATED) not in driver.wakeups


def test_a_score_with_a_text_of_its_own_says_nothing_of_the_one_before() -> None:
    driver = driven(said(0, text=TEXT_A, item_id="vase"), said(1, text=TEXT_B, score=5.0, item_id="vase"))
    assert late(driver) == []
    assert driver.customer("ada").state.unrated is not None


def test_neither_good_nor_bad_teaches_nothing_and_ends_the_waiting() -> None:
    driver = driven(said(0, text=TEXT_A, item_id="vase"), said(1, "rating", score=3.0, item_id="vase"))
    assert late(driver) == []
    assert driver.customer("ada").state.unrated is None


def test_tickets_goodbyes_and_long_texts_do_not_wait() -> None:
    long = " ".join(f"word{n}" for n in range(MOST_HASHES))
    driver = driven(
        said(0, "ticket", text=TEXT_A, item_id="vase"),
        said(1, "cancellation", text=TEXT_A, item_id="vase"),
        said(2, text=long, item_id="vase"),
    )
    assert driver.customer("ada").state.unrated is None
    assert b"unrated" not in driver.documents["ada"]


def test_the_youngest_few_wait_whatever_order_they_come_in() -> None:
    days = [1.0, 4.0, 2.0, 0.0, 3.0]
    driver = driven(*(said(day, text=TEXT_A, item_id=f"item-{day}") for day in days))
    kept = [round((text.ts_s - BEGIN_MS / 1000) / 86_400) for text in driver.customer("ada").state.unrated or ()]
    assert kept == [2, 3, 4]
    assert len(kept) == MOST_TEXTS


def test_a_late_label_is_learned_and_the_text_not_counted_again() -> None:
    driver, learner = Driver(CONFIG), LearnerDriver()
    driver.send(said(0, text=TEXT_A, item_id="vase"), said(1, "rating", score=1.0, item_id="vase"))
    raw = Raw(json.encode(driver.text_examples))
    for _ in range(2):
        learner.learn([ExamplePack(model=TEXT, lane=0, examples=raw)])
    assert (learner.card("text")["texts"], learner.card("text")["labels"]) == ("1", "1")
    (week,) = learner.themes.weeks.values()
    assert sum(theme.texts for theme in week.themes.values()) <= 1


def test_an_example_of_an_older_release_is_of_a_text_that_is_new() -> None:
    old = json.encode(["0|feedback|1|0", 1.0, "", None, None, None, 3])
    assert json.decode(old, type=TextExample).late is False
