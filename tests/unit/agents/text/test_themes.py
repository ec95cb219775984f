"""Themes by their words, and the classifiers that go on from there."""

import pytest

from harken.text import theme_model
from harken.text.hashes import hashes_of
from harken.text.theme_model import ThemeModel
from harken.text.themes import LANGUAGES, THEMES, names_of, themes_in, themes_of_topic
from harken.text.tokens import tokens_of


def named(text: str) -> list[str]:
    return list(names_of(themes_in(tokens_of(text))))


def about(model: ThemeModel, text: str) -> list[str]:
    return list(names_of(model.themes_of(hashes_of(text), themes_in(tokens_of(text)))))


def teach(model: ThemeModel, text: str, topic: str, times: int = 20) -> None:
    for _ in range(times):
        model.learn_one(hashes_of(text), themes_in(tokens_of(text)), themes_of_topic(topic))


@pytest.mark.parametrize("words", LANGUAGES, ids=["en", "zh"])
def test_each_language_has_words_of_each_theme_and_each_can_be_found(words: dict[str, tuple[str, ...]]) -> None:
    assert set(words) == set(THEMES)
    for theme, names in words.items():
        assert len(set(names)) == len(names)
        for name in names:
            assert len(tokens_of(name)) in (1, 2), "a longer one would never be found"
            assert theme in named(f"x {name} y")


def test_no_language_says_the_same_word_for_two_themes() -> None:
    for words in LANGUAGES:
        names = [name for theme in THEMES for name in words[theme]]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("My parcel never came and support ignored me", ["delivery", "service"]),
        ("Overpriced. It fell apart!", ["price", "quality"]),
        ("快递太慢,客服态度差", ["delivery", "service"]),
        ("質量很好,太貴", ["price", "quality", "praise"]),
        ("I want my money back", ["cancel"]),
        ("Blue.", []),
        ("", []),
    ],
)
def test_words_name_themes(text: str, themes: list[str]) -> None:
    assert named(text) == themes


def test_a_topic_is_read_by_its_words() -> None:
    assert list(names_of(themes_of_topic("Shipping & Handling"))) == ["delivery"]
    assert list(names_of(themes_of_topic("bug_report"))) == ["bug"]
    assert themes_of_topic("Dresses") == themes_of_topic(None) == 0
    assert all(theme in names_of(themes_of_topic(theme)) for theme in THEMES)


def test_untaught_a_text_is_about_what_its_words_name() -> None:
    assert about(ThemeModel(), "the parcel is late") == ["delivery"]
    assert about(ThemeModel(), "el envío llegó tarde") == []


def test_topics_teach_words_that_no_list_has() -> None:
    model = ThemeModel()
    for other in ("me gusta el color", "talla pequeña", "azul"):
        teach(model, other, "quality")
    teach(model, "el envío llegó tarde", "delivery")
    assert about(model, "envío tarde") == ["delivery"]


def test_topics_unlearn_words_that_mislead_here() -> None:
    model = ThemeModel()
    assert about(model, "my charge cable") == ["price"]
    teach(model, "my charge cable", "quality")  # a shop for cables
    assert about(model, "my charge cable") == ["quality"]


@pytest.mark.parametrize("cut", [0, 7, 20])
def test_from_a_dump_and_its_patches_it_continues_to_the_last_bit(cut: int) -> None:
    model = ThemeModel()
    lessons = [("the parcel is late", "delivery"), ("太贵了", "price"), ("...", "bug"), ("torn", "quality")] * 5
    dump, patches = model.dump(), []
    for n, (text, topic) in enumerate(lessons):
        if n == cut:
            patches.append(model.patch())
        teach(model, text, topic, times=1)
    assert model.changed
    patches.append(model.patch())
    assert not model.changed
    other = ThemeModel()
    teach(other, "whatever", "service")
    other.load(dump, patches)
    assert other.topics == model.topics == 20
    teach(model, "late again", "delivery")
    teach(other, "late again", "delivery")
    assert other.dump() == model.dump()


def test_what_was_learned_of_other_themes_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    old = ThemeModel()
    with monkeypatch.context() as patch:
        patch.setattr(theme_model, "THEMES", ("weather", *THEMES[1:]))
        teach(old, "rain", "bug")
        dump = old.dump()
    model, later = ThemeModel(), ThemeModel()
    model.load(dump)
    assert model.topics == 0
    assert model.dump() == ThemeModel().dump()
    teach(model, "late", "delivery")
    later.load(dump, [model.patch()])  # the next checkpoint of the new release
    assert later.topics == model.topics
    assert about(later, "late") == about(model, "late")
