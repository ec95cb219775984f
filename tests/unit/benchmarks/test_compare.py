"""What two runs may differ in is what a model moved, and nothing else."""

from typing import Any

import pytest

from benchmarks.real.compare import differences


def document(**parts: Any) -> dict[str, dict[str, Any]]:
    value = {"net_minor": 500, "expected_orders": 1.5, "tier": "top"}
    whole = {"version": 3, "value": value, "lifecycle": {"stage": "new"}, "state": {"days": 2, "announced": [[1, 2]]}}
    return {"ada": {**whole, **parts}}


@pytest.mark.parametrize(
    "moved",
    [
        {"churn": {"probability": 0.9}},
        {"lifecycle": {"stage": "at_risk"}},
        {"value": {"net_minor": 500, "expected_orders": 0.2, "tier": None}},
        {"state": {"days": 2, "announced": [], "pending": [{"score": 0.4}]}},
    ],
)
def test_what_a_model_moved_is_no_difference_where_models_are_left_out(moved: dict[str, Any]) -> None:
    assert differences(document(), document(**moved), of_models=False) == []
    assert differences(document(), document(**moved), of_models=True)


@pytest.mark.parametrize(
    "moved",
    [
        {"version": 4},
        {"value": {"net_minor": 501, "expected_orders": 1.5, "tier": "top"}},
        {"state": {"days": 3, "announced": [[1, 2]]}},
    ],
)
def test_what_no_model_moves_is_one(moved: dict[str, Any]) -> None:
    assert len(differences(document(), document(**moved), of_models=False)) == 1


def test_a_customer_of_one_run_only_is_one() -> None:
    assert differences(document(), {}, of_models=False) == ["ada: only in one run"]
