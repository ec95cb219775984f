"""The envelope."""

import pytest

from harken.alert import AlertData, CustomerSummary
from harken.alerting.announce import announce, rfc3339
from harken.document import Transition


def data(transition: Transition) -> AlertData:
    summary = CustomerSummary(orders=1, net_minor=100, currency="GBP", last_seen_ms=0)
    return AlertData(
        kind="churn_risk",
        transition=transition,
        severity="warning",
        score=0.9,
        threshold=0.8,
        reasons=(),
        customer=summary,
        suggested_action="",
    )


def test_raised_and_resolved_share_the_episode_and_differ_in_id_and_type() -> None:
    raised = announce("shop", "ada", 2, 0.0, expires_s=None, data=data("raised"))
    resolved = announce("shop", "ada", 2, 60.0, expires_s=None, data=data("resolved"))
    assert raised.episode == resolved.episode == "ada|churn_risk|2"
    assert (raised.id, resolved.id) == ("ada|churn_risk|2|raised", "ada|churn_risk|2|resolved")
    assert raised.type == "com.harken.alert.churn_risk.raised"
    assert (raised.source, raised.subject) == ("harken/shop", "ada")


def test_what_expires_says_when() -> None:
    assert announce("shop", "ada", 1, 0.0, expires_s=60.0, data=data("raised")).expirytime == "1970-01-01T00:01:00.000Z"


@pytest.mark.parametrize(("at_s", "text"), [(0.0, "1970-01-01T00:00:00.000Z"), (1.9996, "1970-01-01T00:00:02.000Z")])
def test_times_are_rfc_3339_in_utc_to_the_millisecond(at_s: float, text: str) -> None:
    assert rfc3339(at_s) == text
