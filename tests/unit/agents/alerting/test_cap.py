"""How often one customer is spoken of."""

import pytest

from harken.alert import Severity
from harken.alerting.cap import MOST_REMEMBERED, Cap, note
from harken.customer import State

CAP = Cap(most=2, within_s=100.0)


def said(*alerts: tuple[int, Severity]) -> State:
    """A customer of whom this was announced: second, severity."""
    state = State(0.0)
    for at_s, severity in alerts:
        note(state, at_s * 1000, severity, CAP)
    return state


@pytest.mark.parametrize(
    ("alerts", "severity", "now_s", "holds"),
    [
        (((0, "warning"),), "warning", 10, False),
        (((0, "warning"), (5, "warning")), "warning", 10, True),
        #            the first is a hundred seconds old
        (((0, "warning"), (5, "warning")), "warning", 100, False),
        #            good news counts against good news only
        (((0, "info"), (5, "info")), "warning", 10, False),
        (((0, "info"), (5, "warning")), "info", 10, True),
        #            critical passes, and counts
        (((0, "critical"), (5, "critical")), "critical", 10, False),
        (((0, "critical"), (5, "warning")), "warning", 10, True),
    ],
)
def test_so_many_in_so_much_time_of_the_same_severity_or_more(
    alerts: tuple[tuple[int, Severity], ...], severity: Severity, now_s: int, holds: bool
) -> None:
    assert CAP.holds(said(*alerts), severity, now_s * 1000) is holds


def test_what_counts_no_more_is_forgotten_and_no_more_than_enough_is_kept() -> None:
    assert [one.at_ms for one in said((0, "info"), (50, "info"), (120, "info")).announced] == [50_000, 120_000]
    assert len(said(*((n, "critical") for n in range(90))).announced) == MOST_REMEMBERED
