"""Silence against the customer's own rhythm."""

import pytest

from harken.fold.config import DAY_S
from harken.fold.moment import NO_ROW
from harken.language import ENGLISH
from harken.rules.activity_drop import ActivityDrop
from tests.moments import ago_ms, moment


@pytest.mark.parametrize(
    ("usual_d", "silent_d", "raised"),
    [
        #                  weekly: four gaps are 28 days
        (7, 27, False),
        (7, 28, True),
        #                  monthly: the same silence is nothing
        (30, 29, False),
        #                  daily: less than a week is never a silence
        (1, 6, False),
        (1, 7, True),
    ],
)
def test_silence_counts_only_against_the_customers_own_rhythm(usual_d: int, silent_d: int, raised: bool) -> None:
    rule = ActivityDrop()
    level = rule.level(moment(gaps=5, mean_gap_s=usual_d * DAY_S, last_seen_ms=ago_ms(silent_d)), 0.5)
    assert level is not None
    assert (level >= rule.limits.raise_at) is raised


def test_without_a_rhythm_nothing_can_be_said_and_of_who_said_goodbye_there_is_nothing_to_say() -> None:
    assert ActivityDrop().level(moment(gaps=2, mean_gap_s=DAY_S, last_seen_ms=ago_ms(99)), 0.5) is None
    assert ActivityDrop().level(moment(gaps=5, mean_gap_s=DAY_S, last_seen_ms=ago_ms(99), row=NO_ROW), None) == 0.0


def test_the_reason_names_the_silence_and_the_rhythm() -> None:
    (reason,) = ActivityDrop().reasons(moment(gaps=5, mean_gap_s=7 * DAY_S, last_seen_ms=ago_ms(29)), (), ENGLISH)
    assert reason.text == "silent for 29 days, usually orders every 7"
