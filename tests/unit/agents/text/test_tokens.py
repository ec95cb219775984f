"""Tokens of eight scripts and of what people paste: claims about what is one token and what is none."""

import sys
from types import FrameType
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harken.text.tokens import MOST_CHARACTERS, MOST_TOKENS, tokens_of


def said(text: str) -> list[str]:
    return [token.decode() for token in tokens_of(text)]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("It doesn't FIT, I'm 5'2\" tall!", ["it", "doesnt", "fit", "im", "52", "tall"]),
        ("J\u2019ADORE cette robe usée", ["jadore", "cette", "robe", "usée"]),
        ("Доставка БЫЛА быстрой", ["доставка", "была", "быстрой"]),
        ("Πολύ ακριβό", ["πολύ", "ακριβό"]),
        ("المُنتَج سيّئ جداً", ["المُنتَج", "سيّئ", "جداً"]),
        ("השירות גרוע", ["השירות", "גרוע"]),
        ("कपड़ा बहुत अच्छा है।", ["कपड़ा", "बहुत", "अच्छा", "है"]),
        ("배송이 너무 느려요", ["배송이", "너무", "느려요"]),
        ("质量很差,退货!", ["质", "量", "很", "差", "退", "货"]),
        ("とてもスーツ人々", ["と", "て", "も", "ス", "ー", "ツ", "人", "々"]),
        ("ดีมาก ช้า", ["ดี", "ม", "า", "ก", "ช้", "า"]),
        ("ດີຫຼາຍ", ["ດີ", "ຫຼ", "າ", "ຍ"]),
        ("ល្អណាស់", ["ល្អ", "ណា", "ស់"]),
        ("ကောင်းတယ်", ["ကော", "င်း", "တ", "ယ်"]),
    ],
    ids=[
        *("english", "french", "russian", "greek", "arabic", "hebrew", "hindi", "korean"),
        *("chinese", "japanese", "thai", "lao", "khmer", "burmese"),
    ],
)
def test_words_where_there_are_spaces_and_characters_where_there_are_none(text: str, tokens: list[str]) -> None:
    assert said(text) == [normalize("NFKC", token) for token in tokens]


def test_scripts_mix_within_one_text() -> None:
    assert said("iPhone很好用 love it 😍") == ["iphone", "很", "好", "用", "love", "it", "😍"]


def test_one_word_however_it_is_typed() -> None:
    assert said("ＦＩＮＥ ﬁne Fine") == ["fine"] * 3  # noqa: RUF001  # wide letters, a ligature
    assert said("ｶﾞ") == said("ガ")  # half-width with its mark
    assert said("cafe\u0301") == said("caf\u00e9")
    assert said("don't") == said("don\u2019t") == ["dont"]


@pytest.mark.parametrize("text", ["", "   \n", "...?!", "<br/><p></p>", "&nbsp;&hellip;", "\ufeff\u200b"])
def test_what_says_nothing_has_no_tokens(text: str) -> None:
    assert said(text) == []


def test_emoji_alone_are_words() -> None:
    assert said("😡😡 👍🏽 👩\u200d👩\u200d👧 ❤️") == ["😡", "😡", "👍🏽", "👩\u200d👩\u200d👧", "❤️"]


def test_html_is_no_part_of_what_was_said() -> None:
    assert said("<p class='red'>Too <b>small</b>&nbsp;&amp; late<br>bye</p><!-- x -->") == [
        *("too", "small", "late", "bye")
    ]
    assert said("2 < 3 and a <3 for you &lt;b&gt;") == ["2", "3", "and", "a", "3", "for", "you", "b"]


def lines_run(text: str) -> int:
    """Lines of Python that run for a text."""
    count = 0

    def trace(frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal count
        del frame
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        tokens_of(text)
    finally:
        sys.settrace(before)
    return count


HUGE = {
    "words": "terrible " * 12_000,
    "one word": "a" * 100_000,
    "han": "坏" * 100_000,
    "tags": "<b>" * 33_000,
    "open tags": "<a" * 50_000,
    "comments": "<!--" * 25_000,
    "entities": "&amp;" * 20_000,
    "marks": "\u0315\u0300" * 50_000,
    "ligatures of eighteen": "\ufdfa" * 100_000,
    "joined emoji": "👩\u200d" * 50_000,
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
def test_a_text_of_any_size_is_read_to_a_bound(text: str) -> None:
    found = tokens_of(text)
    assert len(found) <= MOST_TOKENS
    assert sum(map(len, found)) <= 4 * MOST_CHARACTERS
    assert found == tokens_of(text[:MOST_CHARACTERS])
    assert lines_run(text) < MOST_CHARACTERS, "an entity runs four lines, nothing else any for each character"


@given(st.text(max_size=400))
def test_no_text_breaks_it(text: str) -> None:
    for token in tokens_of(text):
        assert token
        assert not token.split()[1:]
        assert token.decode() == token.decode().strip()
