"""Expressions over the document: what holds, what is refused, and that nothing of a text is ever run."""

from typing import Any

import pytest

from harken.segments.expression import LONGEST, BadExpression, read_expression

FACTS: dict[str, Any] = {
    "value.tier": "top",
    "value.net_minor": 120_000,
    "churn.probability": 0.4,
    "churn.band": None,
    "activity.orders": 3,
    "profile.channels": {"app": 2, "web": 9},
    "satisfaction.trend": -0.2,
    "held_out": None,
}


@pytest.mark.parametrize(
    "text",
    [
        "value.tier == 'top' and churn.probability >= .3",
        ".3 <= churn.probability < .5 < value.net_minor",
        "activity.orders in [1, 2, 3] or activity.orders > 9",
        "value.tier in ('top', 'upper')",
        "'app' in profile.channels and profile.channels.web > 5",
        "'email' not in profile.channels",
        "not value.tier == 'rest'",
        "satisfaction.trend < -0.1",
        "value.net_minor >= 100_000  # a lot",
        "activity.orders > 1 and\n  value.tier == 'top'  # on two lines",
        "activity.orders != 4",
    ],
)
def test_what_holds_of_a_customer(text: str) -> None:
    assert read_expression(text).holds(FACTS) is True


@pytest.mark.parametrize(
    "text",
    [
        "churn.band == 'high'",
        "churn.band != 'high'",
        "churn.band in ['high']",
        "churn.band not in ['high']",
        "propensity_7d < 1",
        "profile.channels.email < 1",
        "'churn' not in held_out",
        "not activity.orders == 3",
        "activity.orders < 3 or value.tier == 'rest'",
        "activity.orders == 3 < value.net_minor < 5",
    ],
)
def test_what_does_not_hold_and_no_comparison_with_what_is_missing_does(text: str) -> None:
    assert read_expression(text).holds(FACTS) is False


def test_it_says_which_fields_it_asks_for() -> None:
    found = read_expression("profile.channels.app > 1 and (value.tier == 'top' or not activity.orders < 2)")
    assert found.fields == {"profile.channels", "value.tier", "activity.orders"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "at character 1: no condition"),
        ("value.tier", "at character 1: no condition"),
        ("value.tier == ", "no expression: not finished"),
        ("(value.tier == 'top'", ""),
        ("value.tier = 'top'", "at character"),
        ("value.tier == 'top' value", "at character"),
        ("value.teir == 'top'", "at character 1: no such field; there are value.currency, value.spent_minor"),
        ("tier == 'top'", "at character 1: no such field; there are profile.first_seen_ms"),
        ("state.days > 1", "at character 1: no such field; there are profile.first_seen_ms"),
        ("activity.orders > 1 and\nvalue.teir == 'top'", "at character 1 of line 2: no such field"),
        ("value.tier == 'tpo'", "at character 1: can be no such text; there are top, upper, rest"),
        ("lifecycle.stage in ['lost', 'lots']", "at character 1: can be no such text; there are prospect"),
        ("activity.orders > '3'", "at character 1: only numbers are more or less"),
        ("value.tier > 'rest'", "at character 1: only numbers are more or less"),
        ("value.tier == 3", "at character 1: a number is equal to a number only"),
        ("profile.channels == 'app'", "at character 1: a number is equal to a number only"),
        ("value.tier in [1, 2]", "at character 1: `in` asks"),
        ("'app' in value.tier", "at character 1: `in` asks"),
        ("activity.orders in []", "at character 20: neither a field nor"),
        ("activity.orders in [1, 'two']", "at character 20: not all numbers and not all texts"),
        ("1 < 2", "at character 1: no field is compared"),
        ("activity.orders is 3", "at character 1: compared as nothing is here"),
        ("activity.orders == True", "at character 20: neither a field nor"),
        ("activity.orders == None", "at character 20: neither a field nor"),
        ("activity.orders + 1 > 3", "at character 1: neither a field nor"),
        ("len(profile.channels) > 3", "at character 1: neither a field nor"),
        ("__import__('os').system('true') == 0", "at character 1: neither a field nor"),
        ("(lambda: 1)() == 1", "at character 1: neither a field nor"),
        ("activity.__class__ == 'x'", "at character 1: no such field"),
        ("'x'.join == 'x'", "at character 1: no field of anything but the document"),
        ("f'{value.tier}' == 'top'", "at character 1: neither a field nor"),
        ("(x := activity.orders) > 3", "at character 2: neither a field nor"),
        ("[x for x in profile.channels]", "at character 1: no condition"),
        ("activity.orders > 1) or (activity.orders < 1", None),
        ("('é' == value.teir)", "at character 9: no such field"),
        ("activity.orders > 1\x00", ""),
        ("(" * 240 + "activity.orders > 1" + ")" * 240, ""),
        ("activity.orders > " + "1" * LONGEST, f"longer than {LONGEST} characters"),
    ],
)  # fmt: skip
def test_what_is_no_expression_is_said_with_its_place(text: str, says: str | None) -> None:
    if says is None:  # odd, and what it says
        assert read_expression(text).holds(FACTS)
        return
    with pytest.raises(BadExpression) as refused:
        read_expression(text)
    assert str(refused.value).startswith(says)


def test_as_deep_as_it_may_be_it_is_still_read() -> None:
    assert read_expression("not " * 120 + "activity.orders > 1").holds(FACTS)
