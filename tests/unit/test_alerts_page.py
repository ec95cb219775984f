"""docs/alerts.md shows what the fold says, of every kind that there is."""

import re
from typing import get_args

import msgspec
import pytest

from harken.fold.config import DAY_S, ActivityConfig
from harken.inflow import UNUSUAL
from harken.ops_alert import OpsKind
from harken.rules import RULES
from harken.rules.churn_risk import ChurnRisk
from harken.rules.detractor import Detractor
from harken.topics import TOPICS
from tests.pages.alert_stories import STORIES, tell
from tests.pages.alerts_page import PAGE, made, parts, read
from tests.property.test_fold import same

TEXT = PAGE.read_text(encoding="utf-8")
RULE_KINDS = [rule.kind for rule in RULES]
KINDS = [*RULE_KINDS, *get_args(OpsKind)]


def test_every_kind_has_a_section_and_an_example_of_all_that_is_said_of_it() -> None:
    headings = re.findall(r"^##+ (?:.*: )?([a-z_]+)$", TEXT, re.MULTILINE)
    assert headings == KINDS
    assert list(STORIES) == KINDS
    assert list(parts(TEXT)) == ["transitions", "limits", *(f"{kind} {word}" for kind in KINDS for word in tell(kind))]


def test_limits_and_transitions_are_those_of_rules_and_state_machine() -> None:
    assert parts(TEXT)["limits"] == made()["limits"], "make docs"
    assert parts(TEXT)["transitions"] == made()["transitions"], "make docs"


def test_the_figures_in_the_text_are_the_codes() -> None:
    text = " ".join(TEXT.split())
    assert f"critical from {ChurnRisk().limits.escalate_at:g}" in text
    worst = {
        kind: round(share * 10 if kind == "nps" else share * 4 + 1, 9) for kind, share in Detractor().at_most.items()
    }
    assert worst == {"nps": 6, "rating": 2, "review": 2, "csat": 2}
    assert "NPS of 6 or less, 2 of 5 stars or less in a rating or review, a CSAT of 2 of 5 or less" in text
    (kept_ms,) = (topic.retention_ms for topic in TOPICS if topic.name == "alerts")
    assert kept_ms is not None
    assert f"the topic forgets the alert ({kept_ms // 86_400_000} days)" in text
    assert ActivityConfig().retention_s == 3 * 365 * DAY_S
    assert "removed after three years of silence" in text
    assert UNUSUAL == 3
    assert "three times the longest usual gap" in text


@pytest.mark.parametrize("name", [name for name in made() if name not in {"limits", "transitions"}])
def test_an_example_is_what_the_fold_says_today(name: str) -> None:
    #  The last digit of a score is another on another processor.
    same(read(parts(TEXT)[name]), read(made()[name]))


@pytest.mark.parametrize("kind", KINDS)
def test_a_shown_alert_is_a_whole_one_and_its_story_tells_all_transitions(kind: str) -> None:
    said = tell(kind)
    raised = said["raised"]
    escalates = any(rule.limits.escalate_at is not None for rule in RULES if rule.kind == kind)
    shown = msgspec.convert(read(parts(TEXT)[f"{kind} raised"]), type(raised))
    assert list(said) == (["raised", "escalated", "resolved"] if escalates else ["raised", "resolved"])
    assert shown.id == raised.id
    assert [alert.id for alert in said.values()] == [raised.id.removesuffix("raised") + word for word in said]


def test_every_link_leads_somewhere() -> None:
    for target, anchor in re.findall(r"\]\(([^)#]+)(?:#([a-z-]+))?\)", TEXT):
        path = PAGE.parent / target
        assert path.exists(), target
        heading = anchor.replace("-", " ")
        assert not anchor or re.search(
            rf"^#+ {heading}$", path.read_text(encoding="utf-8"), re.MULTILINE | re.IGNORECASE
        )
