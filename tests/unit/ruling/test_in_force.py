"""Which rules are in force: what was applied, or else what lanes began with."""

from harken.applied import AppliedRules, encode_applied
from harken.lifecycle.next_steps import NEXT_STEPS
from harken.ruling.in_force import defined_segments, in_force
from harken.ruling.read import read_ruling

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


def test_the_next_step_is_that_of_the_rules_that_the_lane_goes_by() -> None:
    file = read_ruling("[next_steps]\nlost = 'Send the winter catalogue.'\n", "r.toml")
    brought = encode_applied(AppliedRules(id="r", at_ms=0, settings={"next_steps": {"new": "Call them."}}))
    assert in_force(b"", file).next_steps == {**NEXT_STEPS, "lost": "Send the winter catalogue."}
    assert in_force(brought, file).next_steps == {**NEXT_STEPS, "new": "Call them."}
