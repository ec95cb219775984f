"""What the topics still hold, counted."""

from msgspec.json import encode

from harken.alert import Alert, AlertData, CustomerSummary
from harken.alerting.announce import announce
from harken.document import Reason, Transition
from harken.prediction import Prediction
from harken.report.alerts import LiveAlerts

RECENCY, PRICE = Reason("recency", "no purchase for 40 days", 2.0), Reason("price", "says it is dear", 0.5)


def alert(kind: str = "churn_risk", transition: Transition = "raised", at_s: float = 1000.0, *why: Reason) -> Alert:
    data = AlertData(
        kind=kind,
        transition=transition,
        severity="warning",
        score=0.9,
        threshold=0.8,
        reasons=why,
        customer=CustomerSummary(orders=1, net_minor=1, currency="GBP", last_seen_ms=0),
        suggested_action="",
    )
    return announce("shop", "ada", 1, at_s, expires_s=None, data=data)


def prediction(name: str, model: str) -> bytes:
    return encode(
        Prediction(
            id=name,
            customer_id="ada",
            model=model,
            version="v",
            score=0.9,
            features={},
            reasons=(Reason("held", "a text that says |held_out", 0.0),),
            at_ms=0,
            due_ms=1,
        )
    )


def test_an_alert_that_is_said_twice_counts_once() -> None:
    found = LiveAlerts()
    for one in (alert(), alert(), alert(transition="resolved", at_s=2000.0)):
        found.take(encode(one))
    assert found.counts.figures(1.0)["by_kind"] == {"churn_risk": {"raised": 1, "resolved": 1}}
    assert found.churn_raised_s == {"ada": [1000.0]}
    assert found.oldest_s == 1000.0


def test_reasons_are_told_by_kind_the_strongest_most_often_first() -> None:
    found = LiveAlerts()
    for at, why in enumerate([(PRICE, RECENCY), (RECENCY,), (PRICE,)]):
        one = alert("churn_risk", "raised", 1000.0 * at, *why)
        found.take(encode(one).replace(b'"id":"ada', b'"id":"ada%d' % at))
    assert found.counts.reasons() == {
        "churn_risk": [
            {"name": "recency", "strongest": 2, "given": 2},
            {"name": "price", "strongest": 1, "given": 2},
        ]
    }


def test_what_is_no_alert_is_counted_and_stops_nothing() -> None:
    found = LiveAlerts()
    found.take(b"{}")
    found.take(encode(alert()))
    assert (found.unreadable, found.counts.figures(1.0)["raised"]) == (1, 1)


def test_of_predictions_only_what_the_held_out_were_spared_is_counted() -> None:
    found = LiveAlerts()
    for one in (prediction("ada|churn_risk|1000|held_out", "churn_risk"), prediction("0|snapshot|ada|1.0", "churn")):
        found.take_prediction(one)
        found.take_prediction(one)
    assert found.held_out == {"churn_risk": 1}


def test_a_served_list_of_items_with_odd_names_stops_nothing() -> None:
    found = LiveAlerts()
    found.take_prediction(b'{"id":"harken-1","model":"list","items":[{"item_id":"a|held_out"}]}')
    assert not found.held_out
