"""Texts of every language as tokens: words where a script puts spaces between them, characters where it does not.

A character of Chinese, Japanese, Thai, Lao, Khmer or Burmese comes with the marks that stand on it, an emoji with its
joiners; a word of any other script with its marks and digits, and without its apostrophes ("don't" is "dont"). Nothing
here knows a language or looks anything up.
"""

import re
from html import unescape
from typing import Final
from unicodedata import normalize

#: Of a longer text the beginning is read: four pages, by where people have said what they think.
MOST_CHARACTERS: Final = 8192
#: Tokens kept, the first ones.
MOST_TOKENS: Final = 512
#: Characters normalised at once: what marks in a row cost grows with their square.
SLICE: Final = 512

#: A tag begins with a letter, so that "a < b" is none; it ends soon and holds none, which bounds the search.
_TAG: Final = re.compile(r"</?[a-z!?][^<>]{0,2000}>", re.IGNORECASE)
_APOSTROPHES: Final = re.compile("['\u2019\u02bc]")

#: What Python does not count into a word, although it is part of one: vowel signs and other marks of Latin, Hebrew and
#: Arabic, of the scripts of India and Sri Lanka, and joiners inside Persian and Indian words.
_MARKS: Final = (
    "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u064b-\u065f\u0670\u06d6-\u06dc\u0900-\u0963\u0966-\u0dff\u200c\u200d"
)
_HAN: Final = "\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA: Final = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
_THAI_LAO: Final = "\u0e01-\u0e3a\u0e40-\u0e4e\u0e50-\u0e59\u0e81-\u0ece\u0ed0-\u0edf"
_BURMESE_KHMER: Final = "\u1000-\u1049\u1050-\u109f\u1780-\u17d3\u17dc-\u17e9"
_UNSPACED: Final = _HAN + _KANA + _THAI_LAO + _BURMESE_KHMER
#: Marks that stand on a character of these; a Khmer coeng takes the next consonant under it.
_ON: Final = (
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u1056-\u1059\u17b4-\u17d1\u17d3"
)
_WORD: Final = f"[^\\W_{_UNSPACED}]"
_EMOJI: Final = "\u2600-\u27bf\u2b50\u2b55\U0001f1e6-\U0001f1ff\U0001f300-\U0001f3fa\U0001f400-\U0001faff"
_TOKEN: Final = re.compile(
    f"{_WORD}(?:{_WORD}|[{_MARKS}])*"
    f"|[{_UNSPACED}](?:[{_ON}]|\u17d2[\u1780-\u17b3])*"
    f"|[{_EMOJI}](?:[\ufe0f\U0001f3fb-\U0001f3ff]|\u200d[{_EMOJI}])*"
)
#: The same for ASCII, which most of what is read is: a quarter of the time.
_ASCII: Final = bytes(code if chr(code).isalnum() and code < 128 else 0x20 for code in range(256)).lower()


def tokens_of(text: str) -> list[bytes]:
    """The tokens of a text in their order, in UTF-8, at most `MOST_TOKENS`; none where it says nothing.

    Parameters
    ----------
    text : of any length and script, with or without HTML.
    """
    text = text[:MOST_CHARACTERS]
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = unescape(text)
    if text.isascii():
        return text.encode().translate(_ASCII, b"'").split()[:MOST_TOKENS]
    found = _TOKEN.findall(_APOSTROPHES.sub("", _normal(text)))[:MOST_TOKENS]
    return "\n".join(found).encode().split()


def _normal(text: str) -> str:
    """Compatible forms as one (Unicode annex 15, NFKC), lower-cased; a single one may stand for eighteen characters."""
    slices = (normalize("NFKC", text[at : at + SLICE]) for at in range(0, len(text), SLICE))
    return "".join(slices)[:MOST_CHARACTERS].lower()
