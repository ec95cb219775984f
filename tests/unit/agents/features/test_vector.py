"""Features: one column each, of known meaning."""

from typing import Any, cast

import numpy as np
import pytest

from harken.features import FEATURE_NAMES, FEATURES
from harken.features.numbers import Numbers
from harken.features.vector import Columns, Feature, matrix
from tests.columns import columns

ADA = Numbers(
    days=4.0, silent_d=41.0, quiet_d=3.0, age_d=77.0, gap_d=12.0, span_d=36.0, orders=5.0, spent=100.0, returned=10.0,
    first_spent=30.0, orders_7d=0.1, orders_30d=1.0, orders_90d=3.0, clicks_7d=1.0, clicks_30d=4.0, clicks_90d=8.0,
    spent_30d=20.0, spent_90d=60.0, satisfaction=0.7, scores=2.0, app=0.5, email=0.25, store=0.0, basket=7.0,
    tickets_90d=2.0, lists_90d=3.0, taken_90d=1.0, was=0.8, turned_s=1_777_550_400.0,
)  # fmt: skip
NEW = ADA._replace(days=1.0, gap_d=0.0, span_d=0.0, orders=1.0)


def row(numbers: Numbers[float]) -> dict[str, float]:
    values = matrix(columns([tuple(numbers)]))
    return dict(zip(FEATURE_NAMES, values[0].tolist(), strict=False))


def test_a_row_has_the_features_in_order_and_stored_rows_end_with_the_prior() -> None:
    assert matrix(columns([tuple(ADA), tuple(NEW)])).shape == (2, len(FEATURES))
    assert (*(feature.name for feature in FEATURES), "prior_logit") == FEATURE_NAMES
    assert len(set(FEATURE_NAMES)) == len(FEATURE_NAMES)


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_a_feature_reads_what_it_says_and_nothing_else(feature: Feature) -> None:
    asked: set[str] = set()

    class Watched:
        def __getattr__(self, name: str) -> Any:
            asked.add(name)
            return np.array([getattr(ADA, name)])

    feature.column(cast(Columns, Watched()))
    assert asked == set(feature.reads)
    assert feature.unit


def test_silence_is_measured_by_the_customers_own_rhythm_where_there_is_one() -> None:
    assert row(ADA)["log_recency_by_gap"] == pytest.approx(np.log(42 / 13))
    assert row(NEW)["log_recency_by_gap"] == 0.0
    assert (row(ADA)["one_time"], row(NEW)["one_time"]) == (0.0, 1.0)


def test_a_silence_is_overdue_only_from_the_usual_gap_on_and_more_so_where_orders_were_many() -> None:
    late, early = row(ADA), row(ADA._replace(silent_d=5.0))
    assert late["log_overdue"] == pytest.approx(np.log(42 / 13))
    assert late["overdue_by_orders"] == pytest.approx(np.log(42 / 13) * np.log(4))
    assert early["log_recency_by_gap"] < 0.0
    assert (early["log_overdue"], early["overdue_by_orders"]) == (0.0, 0.0)
    assert (row(NEW)["log_overdue"], row(NEW)["overdue_by_orders"]) == (0.0, 0.0)  # nobody knows what is usual


def test_the_trend_rises_with_recent_orders() -> None:
    assert row(ADA._replace(orders_30d=2.0))["trend"] > row(ADA)["trend"]


def test_the_trend_of_clicks_is_that_of_orders_and_none_where_nobody_ever_clicks() -> None:
    assert row(ADA)["click_trend"] == pytest.approx(np.log(4 / 30 + 0.01) - np.log(8 / 90 + 0.01))
    assert row(ADA._replace(clicks_30d=0.0, clicks_90d=0.0))["click_trend"] == 0.0


def test_no_feature_of_an_ordinary_or_an_empty_customer_is_infinite() -> None:
    empty = Numbers(*[0.0] * len(ADA))
    assert np.isfinite(matrix(columns([tuple(ADA), tuple(NEW), tuple(empty)]))).all()


def test_a_row_does_not_depend_on_its_company() -> None:
    alone = matrix(columns([tuple(ADA)]))[0]
    among = matrix(columns([tuple(NEW)] * 5 + [tuple(ADA)] + [tuple(NEW)] * 7))[5]
    assert (alone == among).all()
