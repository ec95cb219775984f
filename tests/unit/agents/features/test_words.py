"""Reasons add up, and read like sentences."""

import numpy as np
import pytest
from numpy.typing import NDArray

from harken.features import FEATURE_NAMES, FEATURES
from harken.features.vector import matrix
from harken.features.words import GROUPS, MOST, SENTENCES, grouped, reasons, strongest
from harken.language import ENGLISH
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


def test_silence_is_told_beside_the_usual_gap_if_there_is_one() -> None:
    assert SENTENCES["recency"](ADA, ENGLISH) == "no purchase for 41 days, usually every 12; last seen 3 days ago"
    assert SENTENCES["recency"](ADA._replace(quiet_d=41.0), ENGLISH) == "no purchase for 41 days, usually every 12"
    assert SENTENCES["recency"](NEW, ENGLISH).startswith("no purchase for 41 days, and only one day with any so far")
