"""Rules files: what they change, and what is said of those that cannot be."""

from pathlib import Path

import pytest

from harken.fold.config import DAY_S
from harken.recommend.bars import Showing
from harken.rules import ASKED_FOR, RULES, STANDARD
from harken.rules.cart_abandoned import CartAbandoned
from harken.rules.churn_risk import ChurnRisk
from harken.rules.high_value_at_risk import HighValueAtRisk
from harken.rules.milestone import Milestone
from harken.rules.off import Off
from harken.rules.ruling import Ruling
from harken.ruling.read import RulesError, read_ruling, ruling_of
from harken.ruling.reference import HEAD, render_rules_reference
from harken.ruling.show import ruling_lines
from tests.driver import Driver
from tests.pages.alert_stories import BEGIN_S, CONFIG, order, tick

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "rules.md"


def test_without_a_file_rules_are_as_the_code_has_them() -> None:
    assert ruling_of("") == Ruling() == read_ruling("", "r.toml")
    assert Ruling().rules == STANDARD


def test_a_file_changes_what_it_names_and_nothing_else() -> None:
    ruling = read_ruling(
        """
        cap.most = 2
        [churn_risk]
        raise_at = 0.85
        dwell_h = 36
        escalate_at = false
        [high_value_at_risk]
        from_minor = 50_000
        [milestone]
        orders = [3, 7]
        expires_d = 2
        """,
        "r.toml",
    )
    rules = {rule.kind: rule for rule in ruling.rules}
    churn = rules["churn_risk"].limits
    assert (churn.raise_at, churn.clear_below, churn.dwell_s, churn.escalate_at) == (0.85, 0.65, 1.5 * DAY_S, None)
    assert churn.cool_down_s == ChurnRisk().limits.cool_down_s
    assert rules["high_value_at_risk"] == HighValueAtRisk(from_minor=50_000)
    assert rules["milestone"] == Milestone(orders=(3, 7), expires_s=2 * DAY_S)
    assert (ruling.cap.most, ruling.cap.within_s) == (2, 7 * DAY_S)
    assert [rule.kind for rule in ruling.rules] == [rule.kind for rule in RULES]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("\n[weather]\n", "r.toml:2: weather: no kind of alert; there are high_value_at_risk"),
        ("[churn_risk]\nclear_below = 0.9\n", "r.toml:2: churn_risk.clear_below: clear_below (0.9) is above"),
        ("[churn_risk]\n\nraise_at = 0.95\n", "r.toml:3: churn_risk.raise_at: escalate_at (0.9) is below raise_at"),
        ("[cap]\nmost = 0\n", "r.toml:2: cap.most: must be 1 or more"),
        ("[cap]\nall_per_hour = 0\n", "r.toml:2: cap.all_per_hour: must be 1 or more, or false"),
        ("[cap]\nall_per_hour = 1.5\n", "r.toml:2: cap.all_per_hour: must be a whole number"),
        ("[cap]\nall_per_hour = true\n", "r.toml:2: cap.all_per_hour: must be a number"),
        ("cap.most = 2.5\n", "r.toml:1: cap.most: must be a whole number"),
        ("[churn_risk]\nraise = 1\n", "r.toml:2: churn_risk.raise: no such key; there are enabled, raise_at"),
        ("[churn_risk]\nraise_at = 'high'\n", "r.toml:2: churn_risk.raise_at: must be a number"),
        ("[churn_risk]\nraise_at = nan\n", "r.toml:2: churn_risk.raise_at: must be a number"),
        ("[churn_risk]\nraise_at = true\n", "r.toml:2: churn_risk.raise_at: must be a number"),
        ("[churn_risk]\ndwell_d = -1\n", "r.toml:2: churn_risk.dwell_d: must be 0 or more"),
        ("[churn_risk]\ndwell_d = 1\ndwell_h = 1\n", "r.toml:3: churn_risk.dwell_h: dwell_s is said twice"),
        ("[detractor]\nraise_at = 1\n", "r.toml:2: detractor.raise_at: no such key; there are enabled, cool"),
        ("[churn_risk]\nraise_of = 2\n", "r.toml:2: churn_risk.raise_of: must be two whole numbers, as in [2, 3]"),
        ("[churn_risk]\nraise_of = [true, 3]\n", "r.toml:2: churn_risk.raise_of: must be two whole numbers"),
        ("[churn_risk]\nraise_of = [1, 2, 3]\n", "r.toml:2: churn_risk.raise_of: must be two whole numbers"),
        ("[churn_risk]\n\nraise_of = [4, 3]\n", "r.toml:3: churn_risk.raise_of: the first must be 1 to 3, the second"),
        ("[churn_risk]\nraise_of = [0, 3]\n", "r.toml:2: churn_risk.raise_of: the first must be 1 to 3"),
        ("[churn_risk]\nraise_of = [1, 33]\n", "r.toml:2: churn_risk.raise_of: the second must be 1 to 32"),
        ("[detractor]\nraise_of = [2, 3]\n", "r.toml:2: detractor.raise_of: no such key; there are enabled, cool"),
        ("[detractor]\nexpires_d = 0\n", "r.toml:2: detractor.expires_d: must be more than 0"),
        ("[milestone]\norders = [5, 5]\n", "r.toml:2: milestone.orders: must be whole numbers that rise"),
        ("[milestone]\nenabled = 1\n", "r.toml:2: milestone.enabled: must be true or false"),
        ("churn_risk = 0.8\n", "r.toml:1: churn_risk: must be a table"),
        ("[churn_risk\n", "r.toml: Expected ']'"),
        ("[churn_risk]\nshare_per_week = 0.5\n", "r.toml:2: churn_risk.share_per_week: must be at most 0.2"),
        ("[churn_risk]\nshare_per_week = 0\n", "r.toml:2: churn_risk.share_per_week: must be more than 0"),
        ("[detractor]\nshare_per_week = 0.1\n", "r.toml:2: detractor.share_per_week: no such key"),
        ("quiet = ['21:00']\n", "r.toml:1: quiet: must be two times of day"),
        ("\nquiet = ['21:00', '24:00']\n", "r.toml:2: quiet: must be two times of day"),
        ("quiet = ['21:00', '20:30']\n", "r.toml:1: quiet: must leave 60 minutes"),
        ("quiet = ['08:00', '08:00']\n", "r.toml:1: quiet: must leave 60 minutes"),
        ("cap.most = 2\nzone = 'Mars/Olympus'\n", "r.toml:2: zone: no time zone that is known here"),
        ("zone = 8\n", "r.toml:1: zone: no time zone that is known here"),
        ("recommendations = 8\n", "r.toml:1: recommendations: must be a table"),
        ("[recommendations]\nblocked_items = 'cup'\n", "r.toml:2: recommendations.blocked_items: must be a list"),
        ("[recommendations]\nblocked_categories = ['']\n", "r.toml:2: recommendations.blocked_categories: must be"),
        ("[recommendations]\nmost_of_a_category = true\n", "r.toml:2: recommendations.most_of_a_category: must be"),
        ("[recommendations]\nmost_of_a_category = -1\n", "r.toml:2: recommendations.most_of_a_category: must be"),
        ("[recommendations]\n\nmost = 1\n", "r.toml:3: recommendations.most: no such key; there are blocked_items"),
        ("segments = 8\n", "r.toml:1: segments: must be tables"),
        ("\n[segments.loyal]\nwhen = 'activity.orders > 1'", "r.toml:2: segments.loyal: is a name of segments that"),
        ("[segments.ours]\n\nwhen = 'orders > 1'\n", "r.toml:3: segments.ours.when: at character 1: no such field"),
        ("[segments]\na.when = 'activity.orders > 1'\nb.when = 'tier'\n", "r.toml:3: segments.b.when: at char"),
        ("[segments]\n\nours = {when = 'activity.orders'}\n", "r.toml:3: segments.ours.when: at character 1: no cond"),
        ("[segments.'ours or not']\nwhen = 'activity.orders > 1'\n", "r.toml:1: segments.ours or not: a name is"),
        ("[segments.a]\nwhen = '''\nactivity.orders > 1 and\nvalue.tier == 1'''", "r.toml:2: segments.a.when: at char"),
        ("".join(f"[segments.s{n}]\nwhen = 'value.tier'\n" for n in range(33)), "r.toml:1: segments: more than 32"),
        ("next_steps = 'call'\n", "r.toml:1: next_steps: must be a table"),
        ("[next_steps]\nnew = 'call'\ngone = 'call'\n", "r.toml:3: next_steps.gone: no stage; there are prospect"),
        ("[next_steps]\nnew = ' '\n", "r.toml:2: next_steps.new: must be a text of 1 to 300 characters"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_with_file_line_and_reason(text: str, says: str) -> None:
    with pytest.raises(RulesError) as refused:
        read_ruling(text, "r.toml")
    assert str(refused.value).startswith(says)


def test_segments_of_ones_own_stand_in_the_file_by_name() -> None:
    ruling = read_ruling(
        """
        [segments.hot]
        when = "value.tier == 'top' and churn.probability >= .3"
        [segments.app_only]
        when = '''
          'app' in profile.channels
          and not profile.channels.web > 0
        '''
        """,
        "r.toml",
    )
    assert [segment.name for segment in ruling.segments] == ["app_only", "hot"]
    assert list(ruling_lines(ruling))[-1] == "segment hot\tvalue.tier == 'top' and churn.probability >= .3"


def test_what_is_shown_next_stands_in_the_file_and_is_said() -> None:
    text = "[recommendations]\nblocked_items = ['b', 'a']\nblocked_categories = ['spare']\nmost_of_a_category = 2\n"
    ruling = read_ruling(text, "r.toml")
    assert ruling.showing == Showing(frozenset({"a", "b"}), frozenset({"spare"}), 2)
    assert list(ruling_lines(ruling))[-3:] == [
        "recommendations\tnever items a, b",
        "recommendations\tnever categories spare",
        "recommendations\tat most 2 of a category before all others",
    ]


def test_the_cap_over_all_customers_stands_in_the_file_and_is_said() -> None:
    ruling = read_ruling("[cap]\nall_per_hour = 2000\n", "r.toml")
    assert (ruling.cap.all_per_hour, Ruling().cap.all_per_hour) == (2000, None)
    assert read_ruling("[cap]\nall_per_hour = false\n", "r.toml") == Ruling()
    assert "cap\t3 in 7 d; 2,000 an hour over all customers" in ruling_lines(ruling)


def test_how_many_evaluations_raise_a_kind_stands_in_the_file_and_is_said() -> None:
    ruling = read_ruling("[churn_risk]\nraise_of = [3, 5]\n", "r.toml")
    rules = {rule.kind: rule.limits.raise_of for rule in ruling.rules}
    assert (rules.pop("churn_risk"), set(rules.values())) == ((3, 5), {(1, 1)})
    shown = "churn_risk\traised at 0.8, cleared below 0.65; raised by 3 of the last 5 evaluations"
    assert shown in ruling_lines(ruling)


def test_a_file_that_is_not_there_or_no_text_is_said(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="No such file"):
        ruling_of(str(tmp_path / "none.toml"))
    (tmp_path / "r.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(RulesError, match=r"r\.toml"):
        ruling_of(str(tmp_path / "r.toml"))


def test_a_kind_that_is_switched_off_is_raised_no_more_and_what_was_raised_is_resolved() -> None:
    driver = Driver(CONFIG, (ChurnRisk(), Milestone()))
    driver.send(*(order("ada", 7 * week) for week in range(12)))
    driver.idle(BEGIN_S + 135 * DAY_S)
    assert driver.alerts[-1].data.transition == "raised"
    off = read_ruling("[churn_risk]\nenabled = false\n[milestone]\nenabled = false\n", "r.toml")
    later = Driver(CONFIG, off.rules)
    later.documents, later.wakeups, later.clock_s = driver.documents, driver.wakeups, driver.clock_s
    later.idle(BEGIN_S + 150 * DAY_S)
    assert [alert.id for alert in later.alerts if alert.data.kind == "churn_risk"] == ["ada|churn_risk|1|resolved"]
    assert later.alerts[0].data.reasons[0].text == "churn_risk is switched off"
    later.send(*(order("bob", 160 + n) for n in range(5)), tick(170))
    assert not [alert for alert in later.alerts if alert.data.kind == "milestone"]
    assert {rule.kind for rule in off.rules if isinstance(rule, Off)} == {"churn_risk", "milestone", *ASKED_FOR}


def test_the_reference_page_is_that_of_the_code_and_its_example_can_be() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_rules_reference(), "make docs"
    example = HEAD.split("```toml\n")[1].split("```")[0]
    assert read_ruling(example, "r.toml").cap.most == 2


def test_a_kind_that_is_off_runs_where_a_file_says_so_and_only_then() -> None:
    given = read_ruling("[cart_abandoned]\nwait_h = 2\n", "r.toml")
    assert isinstance(next(rule for rule in given.rules if rule.kind == "cart_abandoned"), Off)
    given = read_ruling("[cart_abandoned]\nwait_h = 2\nenabled = true\n", "r.toml")
    assert next(rule for rule in given.rules if rule.kind == "cart_abandoned") == CartAbandoned(wait_s=7200.0)
