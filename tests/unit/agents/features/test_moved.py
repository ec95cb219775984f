"""Differences between two scores, group by group."""

import pytest

from harken.features.moved import MOST, by_name, moves, packed, reasons
from harken.features.words import GROUPS
from harken.language import CHINESE, ENGLISH
from tests.unit.agents.features.test_vector import ADA


def kept(by_hand: float = 0.0, **logits: float) -> bytes:
    return packed([logits.get(group, 0.0) for group in GROUPS], by_hand)


def test_differences_add_up_to_that_of_the_scores() -> None:
    before = kept(recency=0.4, use=-0.3, prior=1.0, base=-0.2, tenure=0.05, value=0.31)
    after = kept(recency=0.9, use=-0.2, prior=1.4, base=-0.5, tenure=0.02)
    found = by_name(moves(before, after))
    assert sum(found.values()) == pytest.approx(0.9 - 0.2 + 1.4 - 0.5 + 0.02 - (0.4 - 0.3 + 1.0 - 0.2 + 0.05 + 0.31))
    assert list(found) == ["recency", "prior", "value", "rest"]
    assert len(found) == MOST + 1


def test_what_has_not_moved_is_not_told() -> None:
    assert moves(kept(recency=0.4), kept(recency=0.4001)) == ()
    assert by_name(moves(kept(), kept(use=-0.25))) == {"use": -0.25}


def test_the_sentences_are_those_of_now() -> None:
    (reason,) = reasons(moves(kept(), kept(recency=0.5)), ADA, ENGLISH, None)
    assert (reason.name, reason.logit) == ("recency", 0.5)
    assert reason.text == "no purchase for 41 days, usually every 12; last seen 3 days ago"
    (reason,) = reasons(moves(kept(), kept(recency=0.5)), ADA, CHINESE, None)
    assert reason.text == "已 41 天没有购买，通常每 12 天一次；上次出现在 3 天前"  # noqa: RUF001  # Chinese commas


def test_what_somebody_set_by_hand_is_a_move_like_any_other() -> None:
    (set_now,) = reasons(moves(kept(), kept(by_hand=2.0)), ADA, ENGLISH, "promised to stay")
    assert (set_now.name, set_now.text, set_now.logit) == ("override", "set by hand: promised to stay", 2.0)
    (over,) = reasons(moves(kept(by_hand=2.0), kept()), ADA, ENGLISH, None)
    assert (over.text, over.logit) == ("no longer set by hand", -2.0)


def test_what_a_release_with_fewer_groups_kept_is_still_read() -> None:
    assert by_name(moves(kept(recency=0.4)[:4], kept(recency=0.5, base=1.0))) == {"base": 1.0, "recency": 0.1}


def test_the_order_of_the_groups_is_what_is_kept_by() -> None:
    known = ("recency", "frequency", "trend", "value", "tenure", "use", "satisfaction", "channels", "prior", "base")
    assert GROUPS[: len(known)] == known
