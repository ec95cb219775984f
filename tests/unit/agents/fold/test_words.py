"""What is heard in a word: its score, or what its text is taken for, and an example to learn from."""

from dataclasses import replace
from typing import Any

import pytest

from harken.activity import ActivityConfig
from harken.document import Satisfaction
from harken.events import Feedback
from harken.fold.satisfaction import BAD_TEXT, GOOD_TEXT, PRIOR_MEAN, TEXT_WEIGHT, label_of
from harken.text.hashes import hashes_of, pack
from harken.text.sentiment import Sentiment
from tests.driver import EMPTY_SHELF, Driver

DAY_MS = 86_400_000
BEGIN_MS = 1_700_000_000_000


def model() -> Sentiment:
    """One that has been told often what is good and what is bad."""
    sentiment = Sentiment()
    for _ in range(200):
        sentiment.learn_one(hashes_of("lovely"), True)
        sentiment.learn_one(hashes_of("awful"), False)
    return sentiment


SHELF = EMPTY_SHELF._replace(text=model().snapshot())


def said(n: int = 0, **fields: Any) -> Feedback:
    return Feedback(id=f"f-{n}", customer_id="ada", ts=BEGIN_MS + n * DAY_MS, **{"kind": "review", **fields})


def driven(*events: Feedback, known: bool = True) -> Driver:
    driver = Driver(replace(ActivityConfig(), lateness_s=0.0), shelf=SHELF if known else EMPTY_SHELF)
    driver.send(*events)
    return driver


def content(driver: Driver) -> Satisfaction:
    found = driver.customer("ada").satisfaction
    assert found is not None
    return found


def test_a_text_without_a_score_counts_for_what_it_says_and_less_than_a_rating() -> None:
    lovely, awful = content(driven(said(text="Lovely!"))), content(driven(said(text="awful")))
    assert awful.score < PRIOR_MEAN < lovely.score
    assert lovely.weight == awful.weight == pytest.approx(TEXT_WEIGHT)
    assert content(driven(said(text="awful", score=1))).weight == pytest.approx(1.0)
    #  The prior weighs as one rating: .8 and half a bad text.
    expected = (PRIOR_MEAN + TEXT_WEIGHT * BAD_TEXT) / (1 + TEXT_WEIGHT)
    assert awful.score == pytest.approx(expected, abs=0.02)


def test_a_text_of_which_little_is_known_weighs_little() -> None:
    assert content(driven(said(text="lovely 很 贵 慢"))).weight == pytest.approx(TEXT_WEIGHT / 7)
    assert driven(said(text="很贵")).customer("ada").satisfaction is None


def test_a_rating_is_never_mixed_with_what_its_text_seems_to_say() -> None:
    assert content(driven(said(text="awful", score=5))) == content(driven(said(score=5)))


def test_without_a_model_a_text_says_nothing_and_is_an_example_all_the_same() -> None:
    driver = driven(said(text="awful"), known=False)
    assert driver.customer("ada").satisfaction is None
    assert [example.score for example in driver.text_examples] == [None]


def test_a_text_with_a_score_is_an_example_whose_label_is_known_at_once() -> None:
    driver = driven(
        said(0, text="Lovely", score=5, topic="fit"), said(1, text="awful", score=2), said(2, text="well", score=3)
    )
    found = [(e.cause, e.known_s, e.good, e.score, e.topic) for e in driver.text_examples]
    assert found == [
        ("0|feedback|0|0", BEGIN_MS / 1000, True, 1.0, "fit"),
        ("0|feedback|1|0", BEGIN_MS / 1000 + 86_400, False, 0.25, None),
        ("0|feedback|2|0", BEGIN_MS / 1000 + 2 * 86_400, None, 0.5, None),
    ]
    assert driver.text_examples[0].hashes == pack(hashes_of("lovely"))


def test_what_a_text_was_taken_for_is_no_label() -> None:
    (example,) = driven(said(text="lovely")).text_examples
    assert example.good is None
    assert example.score == pytest.approx(GOOD_TEXT, abs=0.02)


@pytest.mark.parametrize("text", [None, "", "...", "<br>"])
def test_what_says_nothing_is_no_example(text: str | None) -> None:
    driver = driven(said(text=text, score=4))
    assert driver.text_examples == []
    assert content(driver).weight == 1.0


@pytest.mark.parametrize("kind", ["ticket", "cancellation"])
def test_a_ticket_and_a_goodbye_are_read_too(kind: str) -> None:
    assert content(driven(said(kind=kind, text="awful"))).score < PRIOR_MEAN


@pytest.mark.parametrize(
    ("kind", "bad", "neither", "good"),
    [("nps", 0.6, 0.7, 0.9), ("rating", 0.25, 0.5, 0.75), ("csat", 0.25, 0.5, 0.75), ("ces", 2 / 6, 0.5, 4 / 6)],
)
def test_the_middle_of_a_scale_is_no_label(kind: str, bad: float, neither: float, good: float) -> None:
    assert label_of(kind, bad) is False
    assert label_of(kind, neither) is None
    assert label_of(kind, good) is True


def test_the_document_says_what_was_last_spoken_about() -> None:
    #   n        0            1              2        3 (no score)
    #          torn     topic: shipping    5 stars    ...
    events = [
        said(0, text="torn and overpriced", score=1),
        said(1, text="torn", score=2, topic="Shipping"),
        said(2, score=5),
        said(3, kind="ticket", text="很贵", topic="price"),
    ]
    told = [content(driven(*events[: n + 1])).about for n in range(4)]
    #  What was not heard as a score did not move satisfaction.
    assert told == ["price", "delivery", None, None]
