"""What the doctor makes of a lag."""

import pytest

from harken.doctor.finding import Health
from harken.doctor.lag import MUCH, OLD_S, judge_lag
from harken.lag.reader import Position
from harken.lag.rules import Rule
from harken.lag.watch import Row


def row(lag: int, rule: Rule | None, lag_s: float = 1.0, lane: int = 0, offset: int | None = 10) -> Row:
    return Row("activity", Position("clicks", lane, 0, (offset or 0) + lag, offset, 1), lag_s, rule)


@pytest.mark.parametrize(
    ("claim", "rows", "health", "says"),
    [
        ("all applied", [row(0, Rule.OK, 0.0)], Health.OK, "0 records behind, 0.0 s, 10 applied"),
        ("a little behind, and moving", [row(7, Rule.OK)], Health.OK, "7 records behind, 1.0 s"),
        ("much behind, and moving", [row(MUCH + 1, Rule.OK)], Health.WARN, "50,001 records behind"),
        ("falling behind", [row(7, Rule.WARN)], Health.WARN, "7 records behind"),
        ("still, but it may be a long batch", [row(7, Rule.STOP)], Health.WARN, "STOP: lane 0 commits nothing"),
        ("still, and old", [row(7, Rule.STOP, OLD_S + 1, lane=4)], Health.FAIL, "STOP: lane 4 commits nothing"),
        (
            "one topic still, and old",
            [row(7, Rule.STALL, OLD_S + 1)],
            Health.FAIL,
            "commits, but nothing of some topic",
        ),
        (
            "went back",
            [row(7, Rule.REWIND, OLD_S + 1), row(0, Rule.OK, lane=1)],
            Health.FAIL,
            "REWIND: lane 0 went back",
        ),
        ("nothing has come yet", [row(0, Rule.OK, 0.0, offset=None)], Health.OK, "0 records behind, 0.0 s, 0 applied"),
        ("never taken", [row(7, None, offset=None)], Health.WARN, "no lane was ever taken, 7 records wait"),
    ],
)
def test_a_lag_is_as_bad_as_it_is_still_and_old(claim: str, rows: list[Row], health: Health, says: str) -> None:
    finding = judge_lag("activity", rows)
    assert finding.health is health, claim
    assert says in finding.found
    assert bool(finding.remedy) is (health is not Health.OK)
