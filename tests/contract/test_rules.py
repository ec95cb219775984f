"""What every alert rule keeps to."""

from typing import Any

import msgspec
import pytest

from harken.alert import Severity
from harken.document import Reason, Satisfaction
from harken.events import Feedback, FeedbackKind
from harken.fold.moment import NO_ROW, Moment
from harken.rules import RULES
from harken.rules.rule import Rule
from tests.driver import Driver
from tests.property.fold_events import CONFIG

NOW_S = 1_767_225_600.0
ANSWERS: tuple[tuple[FeedbackKind, float | None], ...] = (
    ("nps", 0.0), ("nps", 10.0), ("rating", 1.0), ("csat", 5.0), ("ticket", None), ("review", 9.0)
)  # fmt: skip
WORDS = [Feedback(id="f", customer_id="ada", ts=0, kind=kind, score=score) for kind, score in ANSWERS]
CHURN_REASONS = (Reason("recency", "no purchase for 60 days", 1.5), Reason("prior", "what others do", -0.5))
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.kind)


def moment(**fields: Any) -> Moment:
    """A customer with some history, at one moment."""
    given: dict[str, Any] = {
        "customer": None, "now_s": NOW_S, "row": 0, "orders": 3, "net_minor": 1000, "last_seen_ms": 1_767_000_000_000,
        "last_order_ms": 1_766_000_000_000, "satisfaction": Satisfaction(0.6, 1.0, 0), "recent": ["cup"], "bought": [],
        "categories": {},
    }  # fmt: skip
    return Moment(**{**given, **fields})


def moments(rule: Rule) -> list[tuple[Moment, float | None]]:
    """Moments of all kinds with the churn probability: also of who is not in the population, and who is struck."""
    struck = [moment(feedback=word, struck=(rule.kind,)) for word in WORDS if rule.strikes(word)]
    found = [(one, churn) for one in [moment(), *struck] for churn in (0.0, 0.5, 0.79, 0.8, 0.95, 1.0)]
    return [*found, (moment(row=NO_ROW, orders=0, last_order_ms=None, satisfaction=None, recent=[]), None)]


def test_no_two_rules_are_of_one_kind() -> None:
    assert len({rule.kind for rule in RULES}) == len(RULES)


@every_rule
def test_a_kind_is_a_word_that_ids_and_topics_can_carry(rule: Rule) -> None:
    assert rule.kind.isidentifier()
    assert rule.kind == rule.kind.lower()


@every_rule
def test_it_is_cleared_no_higher_than_it_is_raised(rule: Rule) -> None:
    limits = rule.limits
    assert limits.clear_below <= limits.raise_at
    assert min(limits.dwell_s, limits.clear_dwell_s, limits.cool_down_s) >= 0
    assert limits.escalate_at is None or limits.raise_at <= limits.escalate_at


@every_rule
def test_it_can_be_raised_and_can_be_calm(rule: Rule) -> None:
    levels = [rule.level(*one) for one in moments(rule)]
    assert any(level is not None and level >= rule.limits.raise_at for level in levels)
    assert any(level is None or level < rule.limits.clear_below for level in levels)


@every_rule
def test_a_point_kind_has_an_end_and_only_it_is_struck_by_a_word(rule: Rule) -> None:
    assert (rule.expires_s is not None) == any(map(rule.strikes, WORDS))
    assert rule.expires_s is None or rule.expires_s > 0


@every_rule
def test_what_is_raised_says_how_urgent_it_is_why_and_what_to_do(rule: Rule) -> None:
    for one, churn in moments(rule):
        level = rule.level(one, churn)
        if level is not None and level >= rule.limits.raise_at:
            assert rule.severity(level) in Severity.__args__  # type: ignore[attr-defined] # a Literal has them
            reasons = rule.reasons(one, CHURN_REASONS)
            assert reasons
            assert all(reason.text for reason in reasons)
            assert rule.suggest(one)


@every_rule
def test_asking_changes_nothing_and_answers_the_same_again(rule: Rule) -> None:
    for one, churn in moments(rule):
        before = msgspec.structs.asdict(one)
        assert rule.level(one, churn) == rule.level(one, churn)
        rule.reasons(one, CHURN_REASONS)
        rule.suggest(one)
        assert msgspec.structs.asdict(one) == before


@every_rule
def test_a_customers_own_words_are_in_no_reason(rule: Rule) -> None:
    secret = "my telephone number is 0123456789"
    said = [msgspec.structs.replace(word, text=secret) for word in WORDS if rule.strikes(word)]
    for word in said:
        one = moment(feedback=word, struck=(rule.kind,))
        assert all(secret not in reason.text for reason in rule.reasons(one, CHURN_REASONS))
        assert secret not in rule.suggest(one)


@every_rule
def test_the_fold_runs_it_alone(rule: Rule) -> None:
    driver = Driver(CONFIG, rules=(rule,))
    driver.send(*(msgspec.structs.replace(w, id=f"{n}", ts=int(NOW_S * 1000) + n) for n, w in enumerate(WORDS[:-1])))
    assert {alert.data.kind for alert in driver.alerts} <= {rule.kind}
