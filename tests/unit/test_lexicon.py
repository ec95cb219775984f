"""The lexicon's numbers, without its code."""

import sys

from harken.lexicon import lexicon


def test_words_have_the_valence_that_people_gave_them() -> None:
    found = lexicon()
    assert len(found) > 7000
    assert all(-4 <= valence <= 4 for valence in found.values())
    assert (found["love"], found["terrible"]) == (3.2, -2.1)


def test_only_its_numbers_are_read() -> None:
    lexicon()
    assert "vaderSentiment.vaderSentiment" not in sys.modules


def test_it_is_read_once() -> None:
    assert lexicon() is lexicon()
