"""What it means that clocks differ."""

import pytest

from harken.doctor.clocks import judge_clock
from harken.doctor.finding import Health


@pytest.mark.parametrize(
    ("ahead_s", "health", "found"),
    [
        (0.004, Health.OK, "this machine is 0.004 s ahead of the store"),
        (-0.9, Health.OK, "this machine is 0.900 s behind the store"),
        (1.5, Health.WARN, "this machine is 1.500 s ahead of the store"),
        (-29.0, Health.WARN, "this machine is 29.000 s behind the store"),
        (-31.0, Health.FAIL, "this machine is 31.000 s behind the store"),
        (3600.0, Health.FAIL, "this machine is 3600.000 s ahead of the store"),
    ],
)
def test_clocks_that_differ_are_worse_the_more_they_do(ahead_s: float, health: Health, found: str) -> None:
    finding = judge_clock("clocks", "store", ahead_s)
    assert (finding.health, finding.found, bool(finding.remedy)) == (health, found, health is not Health.OK)
