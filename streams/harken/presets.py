"""Presets: settings that go together for a kind of company. What is set by itself wins over them."""

from collections.abc import Mapping
from typing import Any, Final

#: By name, then by field of the settings. The first is what the settings are without any.
PRESETS: Final[Mapping[str, Mapping[str, Any]]] = {
    "shop": {"churn_horizon_d": 90.0, "active_clicks": ""},
    "grocery": {"churn_horizon_d": 30.0, "active_clicks": ""},
    "saas": {"churn_horizon_d": 30.0, "active_clicks": "login,feature_use"},
}
