"""Which segments of one's own there are: what was applied, or else what lanes began with."""

from harken.applied import AppliedRules, encode_applied
from harken.ruling.read import read_ruling
from harken.ruling.segments import defined_segments

FILE = read_ruling("[segments.from_file]\nwhen = 'activity.orders > 1'\n", "r.toml")


def applied(**segments: str) -> bytes:
    tables = {name: {"when": when} for name, when in segments.items()}
    return encode_applied(AppliedRules(id="r", at_ms=0, settings={"segments": tables}))


def test_lanes_into_which_nothing_was_brought_go_by_the_file() -> None:
    assert defined_segments([b"", b""], FILE) == {"from_file": "activity.orders > 1"}


def test_while_lanes_differ_those_of_any_are_there() -> None:
    found = defined_segments([b"", applied(b="activity.clicks > 1", a="activity.clicks > 2")], FILE)
    assert list(found) == ["a", "b", "from_file"]


def test_what_was_applied_everywhere_is_all_there_is() -> None:
    assert defined_segments([applied(a="activity.clicks > 1")] * 2, FILE) == {"a": "activity.clicks > 1"}
