"""The text road's learning: what is published and when, and what a checkpoint writes."""

from random import Random

import msgspec
import pytest

from harken.example import TEXT, ExamplePack
from harken.learner import Learner
from harken.learning import patches
from harken.learning.config import LearnerConfig
from harken.learning.packs import MalformedPack, read_pack
from harken.shelf import TextSnapshot
from harken.text.hashes import hashes_of
from harken.text.sentiment import TextScore, score_one
from harken.text.snapshot import decode_snapshot
from tests.learned import LearnerDriver
from tests.unit.agents.learning.samples import pack, text

HOME = "harken:learned:0:"


def published(driver: LearnerDriver) -> TextSnapshot:
    snapshot = decode_snapshot(driver.strings["harken:snapshot:text"])
    assert snapshot is not None
    return snapshot


def scored(driver: LearnerDriver, said: str) -> TextScore:
    snapshot = published(driver)
    return score_one(snapshot.weights, snapshot.intercept, hashes_of(said))


def rated(first: int, count: int) -> ExamplePack:
    """Texts with their labels, every third one bad."""
    return pack(
        [text(n, "late and torn" if n % 3 == 0 else "so soft", n % 3 != 0) for n in range(first, first + count)]
    )


def test_what_was_taught_scores_texts_elsewhere() -> None:
    driver = LearnerDriver()
    driver.learn([rated(0, 60)])
    assert scored(driver, "so soft").good > 0.8
    assert scored(driver, "torn").good < 0.5
    assert driver.card("text")["version"] == published(driver).version
    assert driver.card("text")["labels"] == "60"


def test_texts_without_a_label_are_counted_and_teach_nothing() -> None:
    driver = LearnerDriver()
    driver.learn([pack([text(0, "so soft"), text(1, "late", score=0.4)])])
    assert driver.card("text")["texts"] == "2"
    assert driver.card("text")["labels"] == "0"
    assert "harken:snapshot:text" not in driver.strings


def test_a_label_is_judged_before_it_is_learned() -> None:
    driver = LearnerDriver()
    driver.learn([pack([text(0, "good", True), text(1, "bad", False)])])
    #  Untaught it says one half; then one good text was seen, and nothing of "bad".
    assert driver.card("text")["metrics"]["prequential"]["auc"] == 0.0


def test_it_begins_with_the_lexicon() -> None:
    learner = Learner(0, config=LearnerConfig(lexicon=lambda: {"awful": -3.0}))
    learner.learn([pack([text(0, "so soft", True)])])
    snapshot = decode_snapshot(learner.published(0.0).strings["harken:snapshot:text"] or b"")
    assert snapshot is not None
    assert score_one(snapshot.weights, snapshot.intercept, hashes_of("awful")).good < 0.2


def test_a_snapshot_is_published_when_a_fiftieth_is_new() -> None:
    #   labels   100 ──── +1 ──── +1 (a fiftieth)
    #             p        -       p
    driver = LearnerDriver()
    driver.learn([rated(0, 100)])
    first = published(driver).version
    driver.learn([rated(100, 1)])
    assert published(driver).version == first
    assert driver.card("text")["labels"] == "101"
    assert driver.card("text")["version"] == first
    driver.restart()
    driver.learn([rated(101, 1)])
    assert published(driver).labels == 102


def test_nothing_is_written_where_nothing_was_taught() -> None:
    learner = Learner(0)
    learner.learn([rated(0, 10)])
    learner.published(0.0)
    learner.checkpoint()
    learner.learn([rated(0, 10)])  # the same ones again
    assert learner.published(0.0) == ({}, {}, {})
    assert learner.checkpoint() == {}


def test_a_checkpoint_writes_what_changed_and_now_and_then_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patches, "MOST_PATCHES", 3)
    driver, written = LearnerDriver(), []
    for n in range(6):
        driver.learn([rated(10 * n, 10)])
        written.append(sorted(key.removeprefix(HOME + "text:model:") for key in driver.state if "text:model:" in key))
    three = ["patch:0", "patch:1", "patch:2"]
    assert written == [[], three[:1], three[:2], three, [], three[:1]]


def test_all_is_written_anew_when_patches_are_as_large_as_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    driver, rng = LearnerDriver(), Random(1)
    monkeypatch.setattr(patches, "MOST_PATCH_BYTES", 20_000)
    for turn in range(20):
        words = [" ".join(str(rng.random()) for _ in range(20)) for _ in range(10)]
        driver.learn([pack([text(10 * turn + n, said, True) for n, said in enumerate(words)])])
        written = {int(key.rsplit(":")[-1]): value for key, value in driver.state.items() if "model:patch:" in key}
        assert sum(len(value) for n, value in written.items() if n < len(written) - 1) < 20_000


@pytest.mark.parametrize(
    "example",
    [
        ["0|feedback|0|0", 1.0, "AAA=", True, None, None],  # two bytes
        ["0|feedback|0|0", 1.0, "AgAAAAEAAAA=", True, None, None],  # falling
        ["0|feedback|0", 1.0, "", True, None, None],
        ["0|feedback|0|0", 1e300, "", True, None, None],
        ["0|feedback|0|0", 1.0, "", True, None, None, 2**20],
        ["0|feedback|0|0", 1.0, "", True, 2.0, None],
        ["0|feedback|0|0", 1.0, "", "good", None, None],
    ],
)
def test_what_is_no_text_example_does_not_open(example: object) -> None:
    raw = msgspec.json.encode({"model": TEXT, "lane": 0, "names": [], "examples": [example]})
    with pytest.raises(MalformedPack):
        read_pack(raw)
