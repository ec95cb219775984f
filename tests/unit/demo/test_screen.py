"""The demo's screen and its plain lines."""

import io

import pytest
from rich.console import Console

from harken.alert import Alert, AlertData, CustomerSummary
from harken.demo.screen import plain_alert, render, status_line
from harken.demo.view import AtRisk, ModelCard, Truth, View
from harken.demo.watch import read_card
from harken.document import Reason


def alert(n: int) -> Alert:
    data = AlertData(
        kind="churn_risk",
        transition="raised",
        severity="warning",
        score=0.83,
        threshold=0.8,
        reasons=(Reason("silence", f"silent for {n} days", 1.0),),
        customer=CustomerSummary(orders=1, net_minor=1, currency="GBP", last_seen_ms=0),
        suggested_action="call",
    )
    return Alert(
        id=f"{n}",
        source="harken/default",
        type="com.harken.alert.churn_risk.raised",
        subject=f"shopper-{n:05d}",
        time="2010-03-09T08:26:00Z",
        dataschema="urn:harken:schema:alert-data:1",
        severitytext="warning",
        episode="1",
        data=data,
    )


def view(alerts: int) -> View:
    return View(
        took_s=12.0,
        day_s=1_268_092_800.0,
        sent=1_500,
        applied=1_200,
        sent_a_second=100.0,
        applied_a_second=99.6,
        model=ModelCard("m-7", 4_321, 0.2, 0.741, 0.783, 0.551),
        alerts=[alert(n) for n in range(alerts)],
        counts={"churn_risk raised": alerts},
        riskiest=[AtRisk(f"shopper-{n:05d}", 0.9, 100.0, "silent", n % 2 == 0) for n in range(alerts)],
        truth=Truth(20, 15, 400, 100),
    )


def shown(looked: View, height: int) -> list[str]:
    out = io.StringIO()
    Console(file=out, width=140, height=height, force_terminal=False).print(render(looked, height))
    return out.getvalue().splitlines()


def test_the_screen_has_all_that_was_promised() -> None:
    screen = "\n".join(shown(view(3), 45))
    for said in ("100 events/s", "lag 300", "4,321 examples learned", "0.741 as scored", "0.783 re-scored"):
        assert said in screen
    for said in ("churn_risk raised  shopper-00002", "silent for 2 days", "90%", "left", "stayed"):
        assert said in screen
    assert "20 customers, 15 of them have really left (75%); of all 400 customers 100 have (25%)" in screen


@pytest.mark.parametrize("height", [24, 30, 45, 60])
def test_the_screen_fits_its_terminal(height: int) -> None:
    assert len(shown(view(30), height)) < height


def test_before_anything_is_known_it_says_so() -> None:
    empty = View(0.1, None, 0, 0, 0.0, 0.0, ModelCard(), (), {}, (), Truth())
    screen = "\n".join(shown(empty, 40))
    assert "opening" in screen
    assert screen.count("none yet") == 4


def test_a_plain_line_is_one_line() -> None:
    assert "\n" not in status_line(view(3))
    assert plain_alert(3.25, alert(1)).startswith("[  3.2 s] ALERT 2010-03-09T08:26  churn_risk raised  shopper-00001")


def test_stored_and_re_scored_figures_are_not_mixed() -> None:
    metrics = b'{"stored":{"all_time":{"labels":9,"auc":0.7,"log_loss":0.6}},"rescored":{"all_time":{"auc":0.8}}}'
    card = read_card({"version": "v", "labels": "9", "metrics": metrics.decode()})
    assert (card.stored_auc, card.rescored_auc, card.stored_log_loss, card.labels) == (0.7, 0.8, 0.6, 9)


def test_a_model_without_both_classes_has_no_figures() -> None:
    card = read_card({"version": "v", "labels": "2", "metrics": '{"stored":{"all_time":{"labels":2}}}'})
    assert (card.stored_auc, card.rescored_auc) == (None, None)
    assert read_card({}) == ModelCard()
