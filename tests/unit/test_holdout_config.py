"""A holdout out of the settings."""

import pytest

from harken.settings import SettingsError, load_settings
from harken.topology import activity_mind


def test_shares_and_salt_reach_the_fold_and_nobody_is_held_out_by_default() -> None:
    found = activity_mind(load_settings({"HARKEN_HOLDOUT": '{"churn_risk": 0.1}', "HARKEN_HOLDOUT_SALT": "autumn"}))
    assert (found.config.holdout.shares, found.config.holdout.name("churn_risk")) == ({"churn_risk": 0.1}, "autumn:0.1")
    assert not activity_mind(load_settings({})).config.holdout


@pytest.mark.parametrize("share", ["0", "1", "1.5", "-0.1"])
def test_a_share_is_over_none_and_below_all(share: str) -> None:
    with pytest.raises(SettingsError, match="HARKEN_HOLDOUT"):
        load_settings({"HARKEN_HOLDOUT": f'{{"churn_risk": {share}}}'})


@pytest.mark.parametrize("family", ["high_value_at_risk", "weather"])
def test_who_is_no_family_is_named_with_those_that_are(family: str) -> None:
    with pytest.raises(SettingsError, match=f"HARKEN_HOLDOUT names '{family}'; families are .*churn_risk"):
        activity_mind(load_settings({"HARKEN_HOLDOUT": f'{{"{family}": 0.1}}'}))
