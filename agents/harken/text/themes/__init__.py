"""Themes: what a text is about, by words that say so in each language, before anything was learned.

A language is one file and one line in `LANGUAGES`. Its words are single tokens or pairs of neighbours
(`harken.text.tokens`), so two characters where a script has no spaces.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

from harken.text.themes.en import WORDS as EN
from harken.text.themes.zh import WORDS as ZH
from harken.text.tokens import tokens_of

#: In this order they are bits of a number, and the first of several is the one that is named.
THEMES: Final = ("cancel", "bug", "delivery", "service", "price", "quality", "praise")
LANGUAGES: Final[tuple[Mapping[str, Sequence[str]], ...]] = (EN, ZH)


class _Table(NamedTuple):
    """All languages' words of one token and of two, with the bits of their themes."""

    singles: dict[bytes, int]
    pairs: dict[tuple[bytes, ...], int]
    single_set: frozenset[bytes]
    pair_set: frozenset[tuple[bytes, ...]]


@cache
def _table() -> _Table:
    singles: dict[bytes, int] = {}
    pairs: dict[tuple[bytes, ...], int] = {}
    for words in LANGUAGES:
        for bit, theme in enumerate(THEMES):
            for word in words[theme]:
                match tokens_of(word):
                    case [token]:
                        singles[token] = singles.get(token, 0) | 1 << bit
                    case [first, second]:
                        pairs[first, second] = pairs.get((first, second), 0) | 1 << bit
    return _Table(singles, pairs, frozenset(singles), frozenset(pairs))


def themes_in(tokens: Sequence[bytes]) -> int:
    """The themes that these tokens name, as bits."""
    table, bits = _table(), 0
    for token in table.single_set.intersection(tokens):
        bits |= table.singles[token]
    for pair in table.pair_set.intersection(pairwise(tokens)):
        bits |= table.pairs[pair]
    return bits


def themes_of_topic(topic: str | None) -> int:
    """The themes that a producer's word for what a text is about names, as bits; none where it names none of ours."""
    return themes_in(tokens_of(topic)) if topic else 0


def first_of(bits: int) -> str:
    """The name behind the first of the bits; "" where there is none."""
    return THEMES[(bits & -bits).bit_length() - 1] if bits else ""


def names_of(bits: int) -> Iterator[str]:
    """The names behind the bits."""
    return (theme for bit, theme in enumerate(THEMES) if bits >> bit & 1)
