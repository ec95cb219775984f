"""What must hold of alerts, for any stream of events."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from harken.activity import ActivityConfig
from harken.alert import Alert
from harken.alerting.cap import Cap
from harken.alerting.evaluations import APART_MS
from harken.alerting.hourly import HOUR_S
from harken.alerting.lifecycle import Limits, is_standing
from harken.batch import Outcome
from harken.events import Event
from harken.fold.config import DAY_S
from harken.rules import RULES
from harken.rules.churn_risk import ChurnRisk
from harken.rules.high_value_at_risk import HighValueAtRisk
from harken.rules.rule import Rule
from tests.chaos.verdict import alerts_of_state, without_past_escalations
from tests.driver import Driver, entries_of
from tests.property.fold_events import CONFIG, EAGER, SHELF, floods, streams

#: Nobody is removed: whoever was alerted has a document that must know it.
KEPT = replace(CONFIG, retention_s=4000 * DAY_S)
#: What a few events come up against.
STRICT = replace(KEPT, cap=Cap(most=1, within_s=5 * DAY_S))
SETTINGS = settings(max_examples=20, deadline=None)
#: A tier that a few orders reach: customers come into it while `churn_risk` is raised, and leave it by a refund.
FAMILY = (HighValueAtRisk(from_minor=3000), *(rule for rule in RULES if rule.kind != "high_value_at_risk"))
#: The same, where one evaluation raises nothing.
SEVERAL = tuple(
    replace(rule, limits=replace(rule.limits, raise_of=(2, 3), dwell_s=0.0)) if rule.expires_s is None else rule  # type: ignore[type-var] # every rule is a dataclass
    for rule in FAMILY
)


@SETTINGS
@given(streams())
def test_of_a_family_never_two_kinds_are_raised_at_once(events: list[Event]) -> None:
    driver = Driver(CONFIG, FAMILY, SHELF)

    def look() -> None:
        for name in driver.documents:
            alerts = driver.customer(name).alerts
            #  One that is withheld was never told, and silences nobody.
            assert not (is_standing(alerts.get("churn_risk")) and is_standing(alerts.get("high_value_at_risk")))

    for entry in entries_of(events):
        driver.feed([entry])
        look()
    for _ in range(12):
        driver.idle(driver.clock_s + 3 * DAY_S)
        look()


def lived(
    config: ActivityConfig, events: list[Event], batch: int = 1000, rules: Sequence[Rule] = FAMILY
) -> Driver:
    """What became of a stream, and of the quiet months after it."""
    driver = Driver(config, rules, SHELF)
    driver.feed(entries_of(events), batch)
    driver.idle(driver.clock_s + 30 * DAY_S)
    return driver


def by_kind(driver: Driver) -> dict[tuple[str, str], list[Alert]]:
    """All that was said, by customer and kind."""
    found: dict[tuple[str, str], list[Alert]] = {}
    for alert in driver.alerts:
        found.setdefault((alert.subject, alert.data.kind), []).append(alert)
    return found


def when_s(alert: Alert) -> float:
    return datetime.fromisoformat(alert.time).timestamp()


@SETTINGS
@given(streams(), st.sampled_from([KEPT, STRICT]))
def test_no_kind_is_raised_twice_without_an_end_between_and_episodes_count_up(
    events: list[Event], config: ActivityConfig
) -> None:
    for said in by_kind(lived(config, events)).values():
        assert said[0].data.transition == "raised"
        for before, after in pairwise(said):
            pair = (before.data.transition, after.data.transition)
            assert pair in {
                ("raised", "escalated"), ("raised", "resolved"), ("escalated", "resolved"), ("resolved", "raised")
            }  # fmt: skip
            steps = int(after.episode.rsplit("|", 1)[1]) - int(before.episode.rsplit("|", 1)[1])
            assert steps == (before.data.transition == "resolved")


@SETTINGS
@given(streams())
def test_a_kind_is_raised_no_more_often_than_its_cool_down_allows(events: list[Event]) -> None:
    cool_downs = {rule.kind: rule.limits.cool_down_s for rule in FAMILY}
    driver = lived(KEPT, events)
    for (_, kind), said in by_kind(driver).items():
        raised = [when_s(alert) for alert in said if alert.data.transition == "raised"]
        if cool_downs[kind]:
            assert len(raised) <= (raised[-1] - raised[0]) / cool_downs[kind] + 1


@SETTINGS
@given(streams(), st.integers(1, 5))
def test_what_was_announced_is_in_the_state_and_the_other_way_round(events: list[Event], batch: int) -> None:
    for config in (KEPT, STRICT):
        driver = lived(config, events, batch)
        documents = {name: msgspec.json.decode(document) for name, document in driver.documents.items()}
        said = [alert.id for alert in driver.alerts]
        assert len(said) == len(set(said))
        assert without_past_escalations(said, documents) == alerts_of_state(documents)


@SETTINGS
@given(streams())
def test_no_more_is_announced_of_one_customer_than_the_cap_allows(events: list[Event]) -> None:
    said = [alert for alert in lived(STRICT, events).alerts if alert.data.transition != "resolved"]
    severe = [alert for alert in said if alert.data.severity != "info"]
    for alert in said:
        rivals = said if alert.data.severity == "info" else severe
        if alert.data.severity != "critical":
            begin_s, at_s = when_s(alert) - STRICT.cap.within_s, when_s(alert)
            before = [other for other in rivals[: rivals.index(alert)] if other.subject == alert.subject]
            assert sum(begin_s + 1 < when_s(other) <= at_s for other in before) < STRICT.cap.most


@SETTINGS
@given(streams(), st.integers(1, 7))
def test_a_cap_holds_back_the_same_wherever_batches_are_cut(events: list[Event], batch: int) -> None:
    whole, cut = lived(STRICT, events), lived(STRICT, events, batch)
    assert [alert.id for alert in whole.alerts] == [alert.id for alert in cut.alerts]
    assert Counter(whole.withheld) == Counter(cut.withheld)


@SETTINGS
@given(streams(), st.integers(1, 7))
def test_several_evaluations_raise_the_same_wherever_batches_are_cut(events: list[Event], batch: int) -> None:
    whole, cut = lived(KEPT, events, rules=SEVERAL), lived(KEPT, events, batch, SEVERAL)
    assert [alert.id for alert in whole.alerts] == [alert.id for alert in cut.alerts]
    for name in whole.documents:
        assert whole.customer(name).alerts == cut.customer(name).alerts


@SETTINGS
@given(streams())
def test_several_evaluations_raise_an_hour_later_than_one_or_more(events: list[Event]) -> None:
    limits = Limits(raise_at=0.3, clear_below=0.2)
    one = lived(KEPT, events, rules=(ChurnRisk(limits=limits),))
    two = lived(KEPT, events, rules=(ChurnRisk(limits=replace(limits, raise_of=(2, 3))),))
    for pair, said in by_kind(two).items():
        assert when_s(said[0]) - when_s(by_kind(one)[pair][0]) >= APART_MS / 1000 - 0.001
    for name in two.documents:
        for state in two.customer(name).alerts.values():
            assert (state.evaluations is not None) == (state.status == "pending")


@SETTINGS
@given(streams() | floods(), st.integers(1, 4), st.integers(1, 5))
def test_no_more_is_announced_in_an_hour_than_the_cap_over_all_customers_allows_and_nobody_is_forgotten(
    events: list[Event], most: int, batch: int
) -> None:
    driver = Driver(replace(KEPT, cap=Cap(most=99, all_per_hour=most)), EAGER, SHELF)
    hours: dict[int, list[Alert]] = {}

    def fold(outcome: Outcome) -> int:
        #  A batch in which anything is decided is within one hour of the clock.
        hours.setdefault(int(driver.clock_s // HOUR_S), []).extend(outcome.alerts)
        return outcome.consumed

    rest = entries_of(events)
    while rest:
        rest = rest[fold(driver.fold(rest[:batch])) :]
    until_s = driver.clock_s + 6 * DAY_S
    while driver.clock_s < until_s:
        fold(driver.fold((), idle_until_s=until_s))
    for said in hours.values():
        waiting = [alert for alert in said if alert.data.transition != "resolved" and alert.data.severity != "critical"]
        assert sum(alert.data.severity == "warning" for alert in waiting) <= most
        assert len(waiting) <= 2 * most
    for name in driver.documents:
        assert all(state.withheld != "hourly" for state in driver.customer(name).alerts.values())
    documents = {name: msgspec.json.decode(document) for name, document in driver.documents.items()}
    said_ids = [alert.id for alert in driver.alerts]
    assert len(said_ids) == len(set(said_ids))
    assert without_past_escalations(said_ids, documents) == alerts_of_state(documents)
