"""Reasons add up, and read like sentences."""

import numpy as np
import pytest
from numpy.typing import NDArray

from harken.features import FEATURE_NAMES, FEATURES
from harken.features.vector import matrix
from harken.features.words import GROUPS, MOST, SENTENCES, grouped, reasons, strongest
from harken.language import CHINESE, ENGLISH
from harken.models.churn import Scores, initial_snapshot, score, shares
from harken.shelf import ChurnSnapshot
from tests.columns import columns
from tests.property.fold_events import SHELF
from tests.unit.agents.features.test_vector import ADA, NEW


def scored(snapshot: ChurnSnapshot) -> Scores:
    numbers = columns([tuple(ADA), tuple(NEW)])
    repeats: NDArray[np.float64] = numbers.days - 1
    return score(snapshot, matrix(numbers), repeats, numbers.span_d, numbers.age_d, 90.0)


@pytest.mark.parametrize("snapshot", [initial_snapshot(), SHELF.churn])
def test_the_reasons_of_a_score_add_up_to_its_logit(snapshot: ChurnSnapshot) -> None:
    scores = scored(snapshot)
    logits = grouped(scores)
    for n, order in enumerate(strongest(logits)):
        why = reasons(logits[n], order, ADA, ENGLISH)
        assert sum(reason.logit for reason in why) == pytest.approx(scores.logit[n])
        assert len(why) <= MOST + 1


def test_the_groups_are_the_models_own_shares_put_together() -> None:
    scores = scored(SHELF.churn)
    group_of = {**{f.name: f.reason for f in FEATURES}, "prior": "prior", "prior_logit": "prior", "base": "base"}
    sums = dict.fromkeys(GROUPS, 0.0)
    for name, logit in shares(SHELF.churn, scores.rows[0].tolist(), float(scores.prior_logit[0])):
        sums[group_of[name]] += logit
    assert grouped(scores)[0] == pytest.approx(list(sums.values()))


def test_the_strongest_reason_comes_first_whichever_way_it_points() -> None:
    logits = [[0.0] * len(GROUPS)]
    logits[0][GROUPS.index("tenure")], logits[0][GROUPS.index("recency")] = 0.5, -0.9
    why = reasons(logits[0], strongest(logits)[0], ADA, ENGLISH)
    assert [reason.name for reason in why] == ["recency", "tenure"]


def test_every_feature_belongs_to_a_group_that_has_a_sentence() -> None:
    assert {feature.reason for feature in FEATURES} <= SENTENCES.keys()
    assert len(FEATURE_NAMES) == len(FEATURES) + 1


def test_what_orders_hold_is_told_where_they_said_so() -> None:
    assert SENTENCES["basket"](ADA, ENGLISH) == "7 items an order of late"
    assert SENTENCES["basket"](ADA._replace(basket=0.0), ENGLISH) == "what orders hold is not known"


def test_satisfaction_that_changed_is_told_since_when_from_what_to_what() -> None:
    say = SENTENCES["satisfaction"]
    assert say(ADA, ENGLISH) == "satisfaction 0.70 of 1"
    assert say(ADA._replace(satisfaction=0.4), ENGLISH) == "satisfaction fell from 0.80 to 0.40 since 2026-04-30"
    assert say(ADA._replace(satisfaction=0.4), CHINESE) == "自 2026-04-30 以来满意度从 0.80 降到 0.40"
    assert say(ADA._replace(was=0.3), ENGLISH) == "satisfaction rose from 0.30 to 0.70 since 2026-04-30"
    assert say(ADA._replace(satisfaction=0.799, scores=0.0, was=0.0), ENGLISH) == "has never said how satisfied"


def test_clicks_are_told_with_whether_they_become_more_or_fewer() -> None:
    say = SENTENCES["use"]
    assert say(ADA, ENGLISH) == "4 recent clicks, more than a while ago"
    assert say(ADA._replace(clicks_90d=12.0), ENGLISH) == "4 recent clicks"
    assert say(ADA._replace(clicks_90d=40.0), ENGLISH) == "4 recent clicks, fewer than a while ago"
    assert say(ADA._replace(clicks_30d=0.0, clicks_90d=0.0), ENGLISH) == "0 recent clicks"


def test_tickets_and_what_was_recommended_are_told_where_there_was_any() -> None:
    assert SENTENCES["tickets"](ADA, ENGLISH) == "2.0 support tickets of late"
    assert SENTENCES["tickets"](ADA._replace(tickets_90d=0.0), ENGLISH) == "no support ticket of late"
    say = SENTENCES["recommended"]
    assert say(ADA, ENGLISH) == "took 1.0 recommended items of late, of 3.0 lists seen"
    assert say(ADA._replace(lists_90d=0.0), ENGLISH) == "took 1.0 recommended items of late"
    nothing = ADA._replace(lists_90d=0.0, taken_90d=0.0)
    assert say(nothing, ENGLISH) == "no list of recommendations seen of late"


def test_silence_is_told_beside_the_usual_gap_if_there_is_one() -> None:
    assert SENTENCES["recency"](ADA, ENGLISH) == "no purchase for 41 days, usually every 12; last seen 3 days ago"
    assert SENTENCES["recency"](ADA._replace(quiet_d=41.0), ENGLISH) == "no purchase for 41 days, usually every 12"
    assert SENTENCES["recency"](NEW, ENGLISH).startswith("no purchase for 41 days, and only one day with any so far")
