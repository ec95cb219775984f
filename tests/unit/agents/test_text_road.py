"""The text road end to end, without an engine: what customers rate teaches how to read those who do not."""

import msgspec

from harken.activity import ActivityConfig
from harken.events import Feedback
from harken.example import TEXT, ExamplePack
from harken.fold.satisfaction import PRIOR_MEAN
from harken.text.snapshot import decode_snapshot
from tests.driver import EMPTY_SHELF, Driver, entries_of
from tests.learned import LearnerDriver

BEGIN_MS = 1_700_000_000_000
HOUR_MS = 3_600_000


def word(n: int, customer: str, text: str, score: float | None = None, topic: str | None = None) -> Feedback:
    return Feedback(
        id=f"f-{n}", customer_id=customer, ts=BEGIN_MS + n * HOUR_MS, kind="review", text=text, score=score, topic=topic
    )


def taken_up(driver: Driver, learner: LearnerDriver) -> None:
    """One turn of the learner, and its snapshot on the lane's shelf."""
    raw = msgspec.Raw(msgspec.json.encode(driver.text_examples))
    learner.learn([ExamplePack(model=TEXT, lane=0, examples=raw)])
    driver.shelf = EMPTY_SHELF._replace(text=decode_snapshot(learner.strings["harken:snapshot:text"]))


def test_what_some_rate_reads_what_others_only_write() -> None:
    #   raters     质量很好 5 stars, 快递太慢 1 star, ... ──> learner ──> snapshot
    #   bob, cyd                                                            write, no stars
    driver, learner = Driver(ActivityConfig()), LearnerDriver()
    rated = [word(n, f"rater-{n}", "质量很好", 5.0) for n in range(40)]
    rated += [word(40 + n, f"other-{n}", "快递太慢", 1.0, topic="delivery") for n in range(40)]
    entries = entries_of([*rated, word(100, "bob", "很好"), word(101, "cyd", "太慢")])
    driver.feed(entries[:80])
    taken_up(driver, learner)
    driver.feed(entries[80:])
    bob, cyd = driver.customer("bob").satisfaction, driver.customer("cyd").satisfaction
    assert bob is not None
    assert cyd is not None
    assert cyd.score < PRIOR_MEAN < bob.score
    taken_up(driver, learner)
    (week, *_) = learner.themes.weeks.values()
    assert week.themes["delivery"].satisfaction == 0.0
    assert learner.card("text")["texts"] == "82"
    assert learner.card("text")["labels"] == "80"
