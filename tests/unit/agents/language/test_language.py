"""Every sentence is there in every language, with the same numbers in it."""

import re
from string import Formatter
from typing import get_args

import pytest

from harken.features.words import GROUPS
from harken.language import CHINESE, ENGLISH, LANGUAGES
from harken.language.language import SENTENCES, TABLES
from harken.language.sentence import Sentence
from harken.lifecycle.machine import STAGES
from harken.ops_alert import LearnerOpsKind, OpsKind
from harken.rules import RULES
from harken.segments.types import TYPES

HAN = re.compile("[\u4e00-\u9fff]")


def places(text: str) -> list[tuple[str, str]]:
    """What is filled in, and how it is written."""
    return sorted((name, spec or "") for _, name, spec, _ in Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("key", SENTENCES)
def test_a_sentence_says_the_same_numbers_in_every_language(key: str) -> None:
    first, *others = SENTENCES[key]
    assert all(places(other) == places(first) for other in others)


@pytest.mark.parametrize("key", set(SENTENCES) - {"channels.and"})
def test_a_chinese_sentence_is_chinese(key: str) -> None:
    assert HAN.search(SENTENCES[key].zh)
    assert not HAN.search(SENTENCES[key].en)


def test_a_language_is_a_column_of_the_table() -> None:
    assert tuple(LANGUAGES) == Sentence._fields


def test_every_group_of_features_and_every_kind_of_alert_has_sentences() -> None:
    assert set(GROUPS) <= SENTENCES.keys()
    assert {f"{rule.kind}.do" for rule in RULES} <= SENTENCES.keys()


def test_no_key_is_in_two_tables() -> None:
    assert sum(map(len, TABLES)) == len(SENTENCES)


def test_every_stage_segment_and_word_to_operators_has_sentences() -> None:
    assert {f"stage.{stage}{end}" for stage in STAGES for end in ("", ".do")} <= SENTENCES.keys()
    assert {f"segment.{name}" for name in TYPES} <= SENTENCES.keys()
    kinds = (*get_args(OpsKind), *get_args(LearnerOpsKind))
    assert {f"ops.{kind}.raised" for kind in kinds} <= SENTENCES.keys()


def test_a_word_that_machines_read_has_a_name_in_each_language_or_stays_as_it_is() -> None:
    assert [language.name("stage", "at_risk") for language in LANGUAGES.values()] == ["at risk", "有流失风险"]
    assert CHINESE.name("segment", "of another release") == "of another release"


def test_one_day_is_not_days() -> None:
    assert [ENGLISH.days(1.2), ENGLISH.days(0), ENGLISH.days(12.4)] == ["1 day", "0 days", "12 days"]
    assert [CHINESE.days(1.2), CHINESE.days(12.4)] == ["1 天", "12 天"]
