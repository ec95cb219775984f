"""What a customer took before is told from what they did not."""

from random import Random

import numpy as np

from harken.customer import State
from harken.fold.items import KNOWN_ITEMS, item_of, touch
from harken.recommend.before import BITS, all_taken_before, mark, marks, taken_before


def known_of(*items: str) -> bytes:
    """As the fold remembers that these were taken."""
    state = State(0.0)
    for n, item in enumerate(items):
        touch(state, item_of(item), None, b"\0\0\0\0", 1.0, f"0|clicks|{n}|0", 0.0)
    return state.known


def test_what_was_taken_is_told_from_what_was_not() -> None:
    assert taken_before(["pot", "cup", "jug"], known_of("cup", "pot", "cup")) == [True, True, False]
    assert taken_before(["pot"], b"") == [False]


def test_of_a_full_memory_few_that_were_never_taken_are_taken_for_known() -> None:
    known = known_of(*(f"mine-{n}" for n in range(KNOWN_ITEMS)))
    assert all(taken_before([f"mine-{n}" for n in range(KNOWN_ITEMS)], known))
    wrong = sum(taken_before([f"other-{n}" for n in range(10_000)], known))
    assert wrong < 1.3 * 10_000 * KNOWN_ITEMS / 2**BITS


def test_a_batch_is_told_what_each_of_it_is_told_alone() -> None:
    rng = Random(1)
    items = [f"i{n}" for n in range(500)]
    customers = [known_of(*rng.sample(items, rng.choice((0, 1, 40)))) for _ in range(7)]
    asked = [rng.sample(items, 30) for _ in customers]
    marked = np.array([[mark(item) for item in some] for some in asked], np.uint16)
    expected = [taken_before(some, known) for some, known in zip(asked, customers, strict=True)]
    assert all_taken_before(marked, customers).tolist() == expected


def test_a_mark_is_of_the_four_bytes_that_the_fold_keeps() -> None:
    assert marks(known_of("pot", "cup")).tolist() == [mark("pot"), mark("cup")]
