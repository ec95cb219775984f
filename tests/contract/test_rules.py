"""What every alert rule keeps to."""

import re
from typing import Any

import msgspec
import pytest
from msgspec import structs

from harken.alert import Severity
from harken.customer import Moved, State
from harken.document import Reason
from harken.events import Click, Feedback, FeedbackKind, Purchase
from harken.fold.config import DAY_S
from harken.fold.happening import Happening
from harken.fold.moment import NO_ROW, Moment
from harken.language import CHINESE, ENGLISH
from harken.rules import RULES
from harken.rules.rule import Rule
from tests.driver import Driver
from tests.moments import NOW_S, ago_ms, happening, moment
from tests.property.fold_events import CONFIG

ANSWERS: tuple[tuple[FeedbackKind, float | None], ...] = (
    ("nps", 0.0), ("nps", 10.0), ("rating", 1.0), ("csat", 5.0), ("ticket", None), ("review", 9.0)
)  # fmt: skip
KINDS: tuple[FeedbackKind, ...] = ("nps", "review", "ticket", "cancellation")
WORDS = [Feedback(id="f", customer_id="ada", ts=0, kind=kind, score=score) for kind, score in ANSWERS]
ORDER = Purchase(id="o", customer_id="ada", ts=0, total=5.0, currency="GBP")
PAGE = Click(id="c", customer_id="ada", ts=0, kind="view", url="https://shop.example/account/cancel")
CHURN_REASONS = (Reason("recency", "no purchase for 60 days", 1.5), Reason("prior", "what others do", -0.5))
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.kind)


HAPPENINGS = [
    *map(happening, WORDS),
    happening(ORDER),
    happening(ORDER, 5),
    happening(ORDER, since_order_s=91 * DAY_S),
    happening(PAGE, goodbyes=1),
    happening(PAGE, goodbyes=9),
]
#: Ordered once, two months ago.
STALLED = moment(gaps=0, mean_gap_s=None, orders=1, first_order_ms=ago_ms(60), last_order_ms=ago_ms(60))
#: Put something into the cart yesterday.
LEFT = moment(cart_s=NOW_S - DAY_S)
#: Came to resemble others yesterday.
OTHER = moment(customer=structs.replace(moment().customer, segment="asleep", state=State(0.0)))
OTHER.customer.state.moved = Moved("loyal", ago_ms(1))
#: Usually here four times a day.
SILENT = moment(gaps=9, mean_gap_s=DAY_S / 4, last_seen_ms=ago_ms(14))


def struck(rule: Rule) -> list[Happening]:
    """Those of all happenings that raise it."""
    return [each for each in HAPPENINGS if type(each.event) in rule.hears and rule.strikes(each)]


def moments(rule: Rule) -> list[tuple[Moment, float | None]]:
    """Moments of all kinds with the churn probability: also of who is not in the population, and who is struck."""
    pointed = [moment(happening=each, struck=(rule.kind,)) for each in struck(rule)]
    others = [moment(), moment(net_minor=10**7), moment(lately=0.2), SILENT, STALLED, LEFT, OTHER]
    found = [(one, churn) for one in [*others, *pointed] for churn in (0.0, 0.5, 0.79, 0.8, 0.95, 1.0)]
    nobody: dict[str, Any] = {"row": NO_ROW, "orders": 0, "last_order_ms": None, "first_order_ms": None, "recent": []}
    return [*found, *((moment(**nobody, satisfaction=None, clicks=clicks), None) for clicks in (0, 99))]


def test_no_two_rules_are_of_one_kind() -> None:
    assert len({rule.kind for rule in RULES}) == len(RULES)


def test_who_supersedes_is_asked_first() -> None:
    kinds = [rule.kind for rule in RULES]
    for rule in RULES:
        if rule.superior is not None:
            assert kinds.index(rule.superior) < kinds.index(rule.kind)


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
def test_a_point_kind_has_an_end_and_only_it_hears_and_is_struck(rule: Rule) -> None:
    assert (rule.expires_s is not None) == bool(struck(rule)) == bool(rule.hears)
    assert rule.expires_s is None or rule.expires_s > 0


@every_rule
def test_what_is_raised_says_how_urgent_it_is_why_and_what_to_do(rule: Rule) -> None:
    for one, churn in moments(rule):
        level = rule.level(one, churn)
        if level is not None and level >= rule.limits.raise_at:
            assert rule.severity(level) in Severity.__args__  # type: ignore[attr-defined] # a Literal has them
            reasons = rule.reasons(one, CHURN_REASONS, ENGLISH)
            assert reasons
            assert all(reason.text for reason in reasons)
            assert rule.suggest(one, ENGLISH)


@every_rule
def test_it_says_in_chinese_what_it_says_in_english(rule: Rule) -> None:
    for one, churn in moments(rule):
        level = rule.level(one, churn)
        if level is not None and level >= rule.limits.raise_at:
            english, chinese = (rule.reasons(one, (), language) for language in (ENGLISH, CHINESE))
            assert [(reason.name, reason.logit) for reason in english] == [(r.name, r.logit) for r in chinese]
            texts = [*(reason.text for reason in chinese), rule.suggest(one, CHINESE)]
            assert all(re.search("[\u4e00-\u9fff]", text) for text in texts)


@every_rule
def test_asking_changes_nothing_and_answers_the_same_again(rule: Rule) -> None:
    for one, churn in moments(rule):
        before = msgspec.structs.asdict(one)
        assert rule.level(one, churn) == rule.level(one, churn)
        rule.reasons(one, CHURN_REASONS, ENGLISH)
        rule.suggest(one, ENGLISH)
        assert msgspec.structs.asdict(one) == before


@every_rule
def test_a_customers_own_words_are_in_no_reason(rule: Rule) -> None:
    secret = "my telephone number is 0123456789"
    about = f"cancel {secret}"
    said = [Feedback(id="f", customer_id="ada", ts=0, kind=kind, text=secret, topic=about) for kind in KINDS]
    for one in (moment(happening=happening(word), struck=(rule.kind,)) for word in said):
        assert all(secret not in reason.text for reason in rule.reasons(one, CHURN_REASONS, ENGLISH))
        assert secret not in rule.suggest(one, ENGLISH)


@every_rule
def test_the_fold_runs_it_alone(rule: Rule) -> None:
    driver = Driver(CONFIG, rules=(rule,))
    driver.send(*(msgspec.structs.replace(w, id=f"{n}", ts=int(NOW_S * 1000) + n) for n, w in enumerate(WORDS[:-1])))
    assert {alert.data.kind for alert in driver.alerts} <= {rule.kind}
