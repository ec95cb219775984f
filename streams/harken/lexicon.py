"""How good or bad English words are felt to be: the lexicon of the package vaderSentiment, read once, when first asked.

Hutto & Gilbert (2014), VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text, ICWSM. Only
its numbers are used (mean of ten people's ratings, -4 to 4); its code is not run.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def lexicon() -> Mapping[str, float]:
    """Valences by word or emoticon, lower-cased."""
    lines = (files("vaderSentiment") / "vader_lexicon.txt").read_text(encoding="utf-8").splitlines()
    fields = (line.split("\t") for line in lines if line)
    return {word: float(valence) for word, valence, *_ in fields}
