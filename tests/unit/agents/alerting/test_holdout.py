"""Who is held out."""

import pytest

from harken.alert import Experiment
from harken.alerting.holdout import Holdout
from harken.rules import RULES
from harken.rules.families import families

NAMES = [f"customer-{n}" for n in range(20_000)]


def held(holdout: Holdout, family: str = "churn_risk") -> frozenset[str]:
    return frozenset(name for name in NAMES if holdout.holds(family, name))


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5])
def test_as_many_are_held_out_as_the_share_says(share: float) -> None:
    assert len(held(Holdout({"churn_risk": share}))) / len(NAMES) == pytest.approx(share, abs=0.01)


def test_a_larger_share_keeps_those_who_were_held_out() -> None:
    assert held(Holdout({"churn_risk": 0.1})) < held(Holdout({"churn_risk": 0.2}))


def test_another_salt_and_another_family_draw_anew() -> None:
    one, other = Holdout({"churn_risk": 0.5, "detractor": 0.5}), Holdout({"churn_risk": 0.5}, salt="2")
    for drawn in (held(other), held(one, "detractor")):
        assert len(held(one) & drawn) / len(NAMES) == pytest.approx(0.25, abs=0.015)


def test_no_share_holds_nobody_and_is_no_experiment() -> None:
    nothing = Holdout({"detractor": 0.5})
    assert not held(nothing)
    assert nothing.experiment("churn_risk", "ada") is None
    assert not Holdout()
    assert nothing


def test_an_experiment_is_named_for_salt_and_share() -> None:
    holdout = Holdout({"churn_risk": 0.5}, "autumn")
    groups = {holdout.experiment("churn_risk", name) for name in NAMES[:50]}
    assert groups == {
        Experiment("autumn:0.5", "churn_risk", "held_out"), Experiment("autumn:0.5", "churn_risk", "treated")
    }  # fmt: skip


def test_both_kinds_of_churn_are_one_family_and_every_other_kind_is_one_of_its_own() -> None:
    found = families(RULES)
    assert found.pop("high_value_at_risk") == "churn_risk"
    assert all(kind == family for kind, family in found.items())
