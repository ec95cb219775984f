"""Presets: what they set, and that what is set by itself wins."""

from typing import Any, get_args

import pytest

from harken.events import Click, Event
from harken.fold.config import DAY_S, ActivityConfig
from harken.presets import PRESETS
from harken.settings import Settings, SettingsError, load_settings
from harken.topology import activity_config
from tests.driver import Driver
from tests.pages.alert_stories import BEGIN_S, at, order


def test_every_preset_can_be_named_and_sets_the_same_fields() -> None:
    assert get_args(Settings.model_fields["preset"].annotation) == tuple(PRESETS)
    fields = {tuple(preset) for preset in PRESETS.values()}
    assert len(fields) == 1
    assert set(fields.pop()) <= Settings.model_fields.keys()


def test_without_a_preset_settings_are_those_of_the_first() -> None:
    settings = load_settings({})
    assert {name: getattr(settings, name) for name in PRESETS["shop"]} == PRESETS["shop"]
    assert settings == load_settings({"HARKEN_PRESET": "shop"})


@pytest.mark.parametrize(
    ("environ", "horizon_d", "clicks"),
    [
        ({"HARKEN_PRESET": "grocery"}, 30.0, ""),
        ({"HARKEN_PRESET": "saas"}, 30.0, "login,feature_use"),
        ({"HARKEN_PRESET": "saas", "HARKEN_CHURN_HORIZON_D": "60"}, 60.0, "login,feature_use"),
        ({"HARKEN_PRESET": "saas", "HARKEN_ACTIVE_CLICKS": ""}, 30.0, ""),
    ],
)
def test_what_is_set_by_itself_wins_over_the_preset(environ: dict[str, str], horizon_d: float, clicks: str) -> None:
    settings = load_settings(environ)
    assert (settings.churn_horizon_d, settings.active_clicks) == (horizon_d, clicks)


@pytest.mark.parametrize("fault", [{"HARKEN_PRESET": "bank"}, {"HARKEN_ACTIVE_CLICKS": "login,blink"}])
def test_no_such_preset_or_click_is_said(fault: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=next(iter(fault))):
        load_settings(fault)


def labels(config: ActivityConfig, *clicks: Click) -> list[bool]:
    """Whether a customer of four monthly renewals has left, at each snapshot of the month after the last."""
    events: list[Event] = [*(order("ada", 30 * month) for month in range(4)), *clicks]
    driver = Driver(config)
    driver.send(*sorted(events, key=lambda event: int(str(event.ts))))
    driver.idle(BEGIN_S + 155 * DAY_S)
    return [e.left for e in driver.churn_examples if BEGIN_S + 92 * DAY_S < e.at_s < BEGIN_S + 119 * DAY_S]


def login(day: float, kind: Any = "login") -> Click:
    return Click(id=f"c-{day}", customer_id="ada", ts=at(day), kind=kind)


def test_who_logs_in_has_not_left_with_saas_and_has_with_grocery() -> None:
    #   day  0   30   60   90          120
    #        x    x    x    x   ?  ?  ? | login on day 121: in the horizon of each snapshot, and no order any more
    saas, grocery = (activity_config(load_settings({"HARKEN_PRESET": name})) for name in ("saas", "grocery"))
    assert set(labels(saas)) == {True}
    assert set(labels(saas, login(121))) == {False}
    assert set(labels(saas, login(121, "view"))) == {True}
    assert set(labels(grocery, login(121))) == {True}
