"""An alert as a line."""

import msgspec
import pytest
from msgspec.structs import replace

from harken.alert import Alert, AlertData, CustomerSummary
from harken.alert_line import NoAlert, alert_line, read_alert
from harken.document import Reason

ALERT = Alert(
    id="1",
    source="harken/default",
    type="com.harken.alert.churn_risk.raised",
    subject="ada",
    time="2011-03-09T08:26:00Z",
    dataschema="urn:harken:schema:alert-data:1",
    severitytext="warning",
    episode="1",
    data=AlertData(
        kind="churn_risk",
        transition="raised",
        severity="warning",
        score=0.823,
        threshold=0.8,
        reasons=(Reason("a", "buys less", 0.2), Reason("b", "loyal", -2.0), Reason("c", "silent for 41 days", 1.5)),
        customer=CustomerSummary(orders=1, net_minor=1, currency="GBP", last_seen_ms=0),
        suggested_action="call",
    ),
)


def test_a_line_has_when_what_whom_how_sure_and_the_weightiest_reasons_first() -> None:
    assert alert_line(ALERT) == "2011-03-09T08:26  churn_risk raised  ada  0.82  silent for 41 days; buys less"


def test_what_comes_later_in_an_episode_says_what_moved_the_score_since() -> None:
    moves = (Reason("recency", "silent for 51 days", 0.65), Reason("use", "2 recent clicks", -0.12))
    later = replace(ALERT, data=replace(ALERT.data, transition="escalated", moved=moves))
    assert alert_line(later).endswith("buys less (+0.53: recency +0.65, use -0.12)")


def test_an_alert_is_read_back_from_its_record() -> None:
    assert read_alert(msgspec.json.encode(ALERT)) == ALERT


@pytest.mark.parametrize("value", [b"", b"{}", b"not json"])
def test_a_record_that_is_no_alert_is_said_to_be_none(value: bytes) -> None:
    with pytest.raises(NoAlert):
        read_alert(value)
