"""What must hold of alerts, for any stream of events."""

from hypothesis import given, settings

from harken.alerting.lifecycle import is_standing
from harken.events import Event
from harken.fold.config import DAY_S
from harken.rules import RULES
from harken.rules.high_value_at_risk import HighValueAtRisk
from tests.driver import Driver, entries_of
from tests.property.fold_events import CONFIG, SHELF, streams

SETTINGS = settings(max_examples=60, deadline=None)
#: A tier that a few orders reach: customers come into it while `churn_risk` is raised, and leave it by a refund.
FAMILY = (HighValueAtRisk(from_minor=3000), *(rule for rule in RULES if rule.kind != "high_value_at_risk"))


@SETTINGS
@given(streams())
def test_of_a_family_never_two_kinds_are_raised_at_once(events: list[Event]) -> None:
    driver = Driver(CONFIG, FAMILY, SHELF)

    def look() -> None:
        for name in driver.documents:
            alerts = driver.customer(name).alerts
            assert not (is_standing(alerts.get("churn_risk")) and is_standing(alerts.get("high_value_at_risk")))

    for entry in entries_of(events):
        driver.feed([entry])
        look()
    for _ in range(12):
        driver.idle(driver.clock_s + 3 * DAY_S)
        look()
