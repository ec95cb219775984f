"""Themes: what a text is about, by words that say so in each language, before anything was learned.

A language is one file and one line in `LANGUAGES`. Its words are single tokens or pairs of neighbours
(`harken.text.tokens`), so two characters where a script has no spaces.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from harken.text.themes.en import WORDS as EN
from harken.text.themes.zh import WORDS as ZH
from harken.text.tokens import tokens_of

#: In this order they are bits of a number, and the first of several is the one that is named.
THEMES: Final = ("cancel", "bug", "delivery", "service", "price", "quality", "praise")
LANGUAGES: Final[tuple[Mapping[str, Sequence[str]], ...]] = (EN, ZH)


def _seeds(tokens: int) -> dict[tuple[bytes, ...], int]:
    """The words of so many tokens in all languages, with the bits of their themes."""
    found: dict[tuple[bytes, ...], int] = {}
    for words in LANGUAGES:
        for bit, theme in enumerate(THEMES):
            for word in words[theme]:
                key = tuple(tokens_of(word))
                if len(key) == tokens:
                    found[key] = found.get(key, 0) | 1 << bit
    return found


_SINGLES: Final = {token: bits for (token,), bits in _seeds(1).items()}
_PAIRS: Final = _seeds(2)
_SINGLE_SET: Final = frozenset(_SINGLES)
_PAIR_SET: Final = frozenset(_PAIRS)


def themes_in(tokens: Sequence[bytes]) -> int:
    """The themes that these tokens name, as bits."""
    bits = 0
    for token in _SINGLE_SET.intersection(tokens):
        bits |= _SINGLES[token]
    for pair in _PAIR_SET.intersection(pairwise(tokens)):
        bits |= _PAIRS[pair]
    return bits


def themes_of_topic(topic: str | None) -> int:
    """The themes that a producer's word for what a text is about names, as bits; none where it names none of ours."""
    return themes_in(tokens_of(topic)) if topic else 0


def first_of(bits: int) -> str:
    """The name behind the first of the bits; "" where there is none."""
    return next(names_of(bits), "")


def names_of(bits: int) -> Iterator[str]:
    """The names behind the bits."""
    return (theme for bit, theme in enumerate(THEMES) if bits >> bit & 1)
