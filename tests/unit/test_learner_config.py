"""What the learner is told out of the settings."""

import pytest

from harken.learning.config import LearnerConfig
from harken.models.learners import MODELS
from harken.recommend.item_bounds import USUAL, ItemBounds
from harken.settings import SettingsError, load_settings
from harken.topology import learner_config


def test_unless_somebody_says_otherwise_those_learn_that_do_by_default() -> None:
    config = learner_config(load_settings({}))
    assert {MODELS[0].name, *config.challengers} == set(LearnerConfig().challengers)
    assert config.promote_after == 0


def test_names_are_separated_by_commas_and_nobody_may_be_meant() -> None:
    assert learner_config(load_settings({"HARKEN_CHALLENGERS": " batch, forest"})).challengers == ("batch", "forest")
    assert learner_config(load_settings({"HARKEN_CHALLENGERS": ""})).challengers == ()


def test_who_is_no_model_is_said_in_one_line() -> None:
    with pytest.raises(SettingsError, match="names 'oracle', which is no model; there are"):
        learner_config(load_settings({"HARKEN_CHALLENGERS": "batch,oracle"}))


def test_from_when_to_when_items_are_learned_is_a_setting() -> None:
    assert learner_config(load_settings({})).items == USUAL
    told = load_settings({"HARKEN_ITEM_LEAST_TAKINGS": "3", "HARKEN_ITEM_IDLE_D": "90"})
    assert learner_config(told).items == ItemBounds(least_takings=3, idle_d=90.0)
