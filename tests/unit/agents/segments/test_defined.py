"""A segment of one's own out of its table."""

import pytest

from harken.segments.defined import BadSegment, define


def test_a_name_and_an_expression_make_a_segment() -> None:
    found = define("top-in_2", {"when": "value.tier == 'top'"})
    assert found.name == "top-in_2"
    assert found.expression.fields == {"value.tier"}


@pytest.mark.parametrize(
    ("name", "values", "key", "says"),
    [
        ("Top", {"when": "activity.orders > 1"}, "", "a name is a small letter"),
        ("a" * 41, {"when": "activity.orders > 1"}, "", "a name is"),
        ("a:b", {"when": "activity.orders > 1"}, "", "a name is"),
        ("loyal", {"when": "activity.orders > 1"}, "", "is a name of segments that are learned"),
        ("mine", {}, "", "must be a table with an expression"),
        ("mine", "activity.orders > 1", "", "must be a table with an expression"),
        ("mine", {"when": "activity.orders > 1", "then": 1}, "then", "no such key"),
        ("mine", {"when": 3}, "when", "must be a text"),
        ("mine", {"when": "orders > 1"}, "when", "at character 1: no such field"),
    ],
)
def test_what_can_be_none_is_refused_by_its_key(name: str, values: object, key: str, says: str) -> None:
    with pytest.raises(BadSegment) as refused:
        define(name, values)
    assert refused.value.key == key
    assert str(refused.value).startswith(says)
