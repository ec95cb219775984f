"""The text model: it learns, begins with a lexicon, and continues from its checkpoint to the last bit."""

from collections.abc import Iterator
from random import Random

import numpy as np
import pytest

from harken.lexicon import lexicon
from harken.text.hashes import BUCKETS, MOST_BUCKETS, hashes_of
from harken.text.sentiment import Sentiment, score_one

GOOD = ("lovely", "soft", "fits", "perfect", "快", "好")
BAD = ("scratchy", "torn", "late", "refund", "慢", "差")
NEUTRAL = ("dress", "the", "order", "and", "it", "blue", "衣服", "了")


def reviews(seed: int, n: int) -> Iterator[tuple[str, bool]]:
    """Eight words, three of them decide."""
    rng = Random(seed)
    for _ in range(n):
        good = rng.random() < 0.7
        words = rng.sample(NEUTRAL, 5) + rng.sample(GOOD if good else BAD, 3)
        rng.shuffle(words)
        yield " ".join(words), good


def taught(n: int = 300, seed: int = 1) -> Sentiment:
    model = Sentiment()
    for text, good in reviews(seed, n):
        model.learn_one(hashes_of(text), good)
    return model


def test_it_learns_whatever_the_language() -> None:
    model = taught()
    right = [(model.score_one(hashes_of(text)).good >= 0.5) == good for text, good in reviews(2, 200)]
    assert sum(right) > 190
    assert model.score_one(hashes_of("快好")).good > 0.5 > model.score_one(hashes_of("慢差")).good


def test_untaught_it_says_one_half_and_that_it_knows_nothing() -> None:
    assert Sentiment().score_one(hashes_of("what a lovely dress")) == (0.5, 0.0)


def test_a_text_that_says_nothing_is_as_good_as_texts_are_and_nothing_of_it_is_known() -> None:
    score = taught().score_one(hashes_of("..."))
    assert 0.5 < score.good < 1.0
    assert score.known == 0.0


def test_a_lexicon_is_understood_before_anybody_rated() -> None:
    model = Sentiment()
    model.seed(lexicon())
    assert model.score_one(hashes_of("What a great dress, I love it")).good > 0.8
    assert model.score_one(hashes_of("terrible, I hate it")).good < 0.2
    assert model.labels == 0


def test_of_a_lexicon_only_single_words_count() -> None:
    model = Sentiment()
    model.seed({":d": 2.3, "good": 1.9, "can't stand": -2.0, "don't": -1.0})
    assert model.score_one(hashes_of("d")).known == 0.0
    assert model.score_one(hashes_of("stand")).known == 0.0
    assert model.score_one(hashes_of("good")).good > 0.5 > model.score_one(hashes_of("Don\u2019t")).good


def test_asking_changes_nothing() -> None:
    model = taught()
    before = model.dump()
    for text, _ in reviews(3, 20):
        model.score_one(hashes_of(text))
    model.snapshot()
    assert model.dump() == before


@pytest.mark.parametrize("cuts", [(), (0,), (100,), (50, 50, 200)], ids=str)
def test_from_a_dump_and_its_patches_it_continues_to_the_last_bit(cuts: tuple[int, ...]) -> None:
    #   learned    ─────────┬──────────┬──────────┬─────── 200
    #                     dump       patch      patch
    model, labels = Sentiment(), list(reviews(4, 200))
    model.seed({"lovely": 3.0})
    dump, patches = model.dump(), []
    for n, (text, good) in enumerate(labels):
        patches += [model.patch() for cut in cuts if cut == n]
        model.learn_one(hashes_of(text), good)
    patches.append(model.patch())
    other = taught(10, seed=9)  # whatever it had learned before
    other.load(dump, patches)
    assert other.dump() == model.dump()
    for text, good in reviews(5, 50):
        assert other.score_one(hashes_of(text)) == model.score_one(hashes_of(text))
        model.learn_one(hashes_of(text), good)
        other.learn_one(hashes_of(text), good)
    assert other.dump() == model.dump()
    assert other.labels == model.labels == 250


def test_a_patch_holds_what_changed_and_no_more() -> None:
    model = taught(100)
    model.dump()
    assert len(model.patch()) < 100
    model.learn_one(hashes_of("so soft"), True)
    assert len(model.patch()) < 200


def test_a_snapshot_scores_as_its_model_does_and_stays_as_it_is() -> None:
    model = taught()
    snapshot = model.snapshot()
    texts = [hashes_of(text) for text, _ in reviews(6, 50)]
    then = [model.score_one(hashes) for hashes in texts]
    for text, good in reviews(7, 50):
        model.learn_one(hashes_of(text), good)
    for hashes, score in zip(texts, then, strict=True):
        found = score_one(snapshot.weights, snapshot.intercept, hashes)
        assert found.good == pytest.approx(score.good, abs=1e-3)
        assert found.known == score.known
    assert snapshot.labels == 300
    assert snapshot.version != model.snapshot().version


def test_the_longest_text_repeated_for_ever_stays_within_bounds() -> None:
    model = Sentiment()
    hashes = np.arange(0, BUCKETS, BUCKETS // MOST_BUCKETS, dtype=np.uint32)[:MOST_BUCKETS]
    for n in range(3000):
        model.learn_one(hashes, n % 2 == 0)
        model.learn_one(hashes_of(""), True)
    assert 0.0 < model.score_one(hashes).good < 1.0
