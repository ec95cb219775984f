"""An alert in full, and those of an episode."""

# ruff: noqa: RUF001  # Chinese has commas and brackets of its own

import msgspec
from msgspec.structs import replace

from harken.alert import Experiment
from harken.alert_sheet import sheet, told_of
from harken.document import Reason, Recommendation
from harken.language import CHINESE
from tests.unit.test_alert_line import ALERT

RAISED = replace(ALERT, id="ada|churn_risk|1|raised", episode="ada|churn_risk|1")
RESOLVED = replace(
    RAISED,
    id="ada|churn_risk|1|resolved",
    data=replace(ALERT.data, transition="resolved", moved=(Reason("recency", "ordered today", -2.5),)),
)
NEXT = replace(RAISED, id="ada|churn_risk|2|raised", episode="ada|churn_risk|2")
TOPIC = [*map(msgspec.json.encode, (RAISED, NEXT, RESOLVED, RAISED)), b"{}", b"no alert"]


def test_an_episode_is_all_that_was_said_of_it_once_each() -> None:
    assert list(told_of(TOPIC, "ada|churn_risk|1")) == [RAISED, RESOLVED]


def test_an_id_is_one_alert() -> None:
    assert list(told_of(TOPIC, "ada|churn_risk|2|raised")) == [NEXT]
    assert list(told_of(TOPIC, "bob|churn_risk|1")) == []


def test_a_sheet_has_everything_that_was_said() -> None:
    data = replace(
        ALERT.data,
        model="kalman-9-ab",
        recommendations=(Recommendation("tea", 1.0, "popular now"), Recommendation("pot", 0.5, "popular now")),
        experiment=Experiment("first", "churn_risk", "treated"),
    )
    assert sheet(replace(RAISED, data=data)) == [
        "churn_risk raised: ada, 2011-03-09T08:26:00Z, warning",
        "  id            ada|churn_risk|1|raised",
        "  score         0.823, threshold 0.8, by kalman-9-ab",
        "  because       +0.20  buys less",
        "                -2.00  loyal",
        "                +1.50  silent for 41 days",
        "  show next     tea, pot",
        "  experiment    first, treated",
        "  to do         call",
    ]


def test_what_moved_the_score_since_is_told_where_it_was_said() -> None:
    assert "  moved         -2.50  ordered today" in sheet(RESOLVED)


def test_its_labels_are_in_the_readers_language() -> None:
    told = sheet(RESOLVED, CHINESE)
    assert told[1:3] == ["  编号          ada|churn_risk|1|resolved", "  分数          0.823，阈值 0.8"]
    assert "  变动          -2.50  ordered today" in told
