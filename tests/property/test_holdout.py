"""What must hold of a holdout, for any stream of events."""

from collections import Counter
from dataclasses import replace

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from harken.activity import ActivityConfig
from harken.alerting.announce import rfc3339
from harken.alerting.cap import Cap
from harken.alerting.holdout import Holdout
from harken.customer import Trial
from harken.events import Event
from harken.fold.config import DAY_S
from harken.rules import RULES
from harken.rules.high_value_at_risk import HighValueAtRisk
from harken.rules.rule import Rule
from tests.chaos.verdict import alerts_of_state, without_past_escalations
from tests.driver import Driver, entries_of
from tests.property.fold_events import CONFIG, SHELF, streams

SETTINGS = settings(max_examples=20, deadline=None)
KEPT = replace(CONFIG, retention_s=4000 * DAY_S)
STRICT = replace(KEPT, cap=Cap(most=1, within_s=5 * DAY_S))
CHURN = frozenset({"churn_risk", "high_value_at_risk"})
#: Of three customers one or two are held out of either family.
HALF = replace(STRICT, holdout=Holdout({"churn_risk": 0.5, "detractor": 0.5}, "2"))
#: Nearly nobody, nearly everybody.
TREATED = replace(STRICT, holdout=Holdout({"churn_risk": 1e-12}))
HELD_OUT = replace(STRICT, holdout=Holdout({"churn_risk": 1 - 1e-12}))
#: A tier that a few orders reach.
FAMILY = (HighValueAtRisk(from_minor=3000), *(rule for rule in RULES if rule.kind != "high_value_at_risk"))
#: What is escalated counts twice against the cap where it is announced; here nothing is.
CALM = tuple(
    replace(rule, limits=replace(rule.limits, escalate_at=None)) if rule.kind in CHURN else rule  # type: ignore[type-var] # every rule is a dataclass
    for rule in FAMILY
)


def lived(config: ActivityConfig, events: list[Event], batch: int = 1000, rules: tuple[Rule, ...] = FAMILY) -> Driver:
    """What became of a stream, and of the quiet months after it."""
    driver = Driver(config, rules, SHELF)
    driver.feed(entries_of(events), batch)
    driver.idle(driver.clock_s + 30 * DAY_S)
    return driver


def trials(driver: Driver) -> dict[tuple[str, str], Trial]:
    """By customer and family."""
    found = {name: driver.customer(name).state.trials or {} for name in driver.documents}
    return {(name, family): trial for name, each in found.items() for family, trial in each.items()}


@SETTINGS
@given(streams(), st.integers(1, 7))
def test_it_is_the_same_wherever_batches_are_cut(events: list[Event], batch: int) -> None:
    whole, cut = lived(HALF, events), lived(HALF, events, batch)
    assert [alert.id for alert in whole.alerts] == [alert.id for alert in cut.alerts]
    assert Counter(whole.withheld) == Counter(cut.withheld)
    assert {one.id for one in whole.predictions} == {one.id for one in cut.predictions}
    assert trials(whole) == trials(cut)
    assert whole.at_risk == cut.at_risk


@SETTINGS
@given(streams())
def test_nothing_is_announced_of_the_held_out_and_the_state_tells_all_that_is(events: list[Event]) -> None:
    driver = lived(HALF, events)
    for alert in driver.alerts:
        family = "churn_risk" if alert.data.kind in CHURN else alert.data.kind
        assert not HALF.holdout.holds(family, alert.subject)
    documents = {name: msgspec.json.decode(document) for name, document in driver.documents.items()}
    said = [alert.id for alert in driver.alerts]
    assert without_past_escalations(said, documents) == alerts_of_state(documents)
    assert not any(HALF.holdout.holds("churn_risk", name) for name in driver.at_risk)


@SETTINGS
@given(streams())
def test_of_the_held_out_is_logged_just_what_is_announced_of_the_treated(events: list[Event]) -> None:
    #  Two worlds: in one all are held out, in the other nobody is; the same rules, orders and cap.
    treated, held_out = lived(TREATED, events, rules=CALM), lived(HELD_OUT, events, rules=CALM)
    said = [alert for alert in treated.alerts if alert.data.transition == "raised"]
    logged = [one for one in held_out.predictions if one.model in CHURN]
    assert Counter((one.customer_id, one.model, rfc3339(one.at_ms / 1000)) for one in logged) == Counter(
        (alert.subject, alert.data.kind, alert.time) for alert in said if alert.data.kind in CHURN
    )
    assert [alert.id for alert in held_out.alerts] == [a.id for a in treated.alerts if a.data.kind not in CHURN]
    one, other = (
        {key: (trial.at_s, trial.active, trial.cancelled) for key, trial in trials(arm).items()}
        for arm in (treated, held_out)
    )
    assert one == other
