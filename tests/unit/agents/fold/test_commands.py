"""Orders to harken about one customer, as the fold carries them out."""

from typing import Any

import pytest
from msgspec import UNSET

from harken.activity import ActivityConfig
from harken.alerting.announce import rfc3339
from harken.alerting.cap import Cap
from harken.dead_letter import Reason
from harken.events import Command, CommandKind, Feedback
from harken.fold.commands import About, about
from harken.fold.config import DAY_S
from harken.rules.cancel_intent import CancelIntent
from harken.rules.churn_risk import ChurnRisk
from harken.rules.detractor import Detractor
from tests.driver import Driver
from tests.pages.alert_stories import BEGIN_S, CONFIG, at, order, tick

RULES = (ChurnRisk(), Detractor(), CancelIntent())


def command(day: float, kind: CommandKind, about_kind: str | None = None, **fields: Any) -> Command:
    given = {"customer_id": "ada", **fields}
    return Command(id=f"{kind}-{day}", ts=at(day), kind=kind, alert_kind=about_kind, **given)


def word(day: float, score: float = 2) -> Feedback:
    return Feedback(id=f"w-{day}", customer_id="ada", ts=at(day), kind="nps", score=score)


def shop(config: ActivityConfig = CONFIG) -> Driver:
    """Ada bought every week for twelve weeks, the last time on day 77: at risk on day 132, hardly any doubt on 142."""
    driver = Driver(config, RULES)
    driver.send(*(order("ada", 7 * week) for week in range(12)))
    return driver


def said(driver: Driver) -> list[str]:
    return [alert.id.removeprefix("ada|") for alert in driver.alerts]


def test_a_mute_holds_back_what_comes_and_unmuting_tells_it_if_it_still_holds() -> None:
    #   day    80     132           151
    #          mute   at risk: held unmuted: raised now
    driver = shop()
    driver.send(command(80, "mute", "churn_risk"))
    driver.idle(BEGIN_S + 150 * DAY_S)
    assert said(driver) == []
    state = driver.customer("ada").alerts["churn_risk"]
    assert (state.status, state.episode, state.withheld, state.muted) == ("raised", 0, "muted", True)
    driver.send(command(151, "unmute", "churn_risk"))
    assert said(driver) == ["churn_risk|1|raised"]
    assert driver.withheld == {("churn_risk", "muted"): 1}


def test_a_snooze_ends_by_itself_at_its_time() -> None:
    driver = shop()
    driver.send(command(80, "snooze", "churn_risk", until=at(160)))
    driver.idle(BEGIN_S + 159 * DAY_S)
    assert said(driver) == []
    driver.idle(BEGIN_S + 161 * DAY_S)
    assert [alert.time for alert in driver.alerts] == [rfc3339(at(160) / 1000)]


def test_what_is_muted_after_it_was_told_is_still_resolved() -> None:
    driver = shop()
    driver.send(word(78), command(78.5, "mute", "detractor"), word(80))
    driver.idle(BEGIN_S + 95 * DAY_S)
    assert said(driver)[:2] == ["detractor|1|raised", "detractor|1|resolved"]


def test_who_acknowledges_hears_of_that_episode_only_its_end() -> None:
    #   day   132      136            142                     161
    #         raised   acknowledged   would be escalated      resolved by an order
    driver = shop()
    driver.idle(BEGIN_S + 135 * DAY_S)
    assert said(driver) == ["churn_risk|1|raised"]
    driver.send(command(136, "acknowledge", alert_id="ada|churn_risk|1|raised"))
    driver.idle(BEGIN_S + 160 * DAY_S)
    assert said(driver) == ["churn_risk|1|raised"]
    assert driver.customer("ada").alerts["churn_risk"].acknowledged_ms == at(136)
    driver.send(order("ada", 161), order("ada", 162), tick(164))
    assert said(driver) == ["churn_risk|1|raised", "churn_risk|1|resolved"]
    assert driver.customer("ada").alerts["churn_risk"].acknowledged_ms is None


def test_an_acknowledgement_of_an_earlier_episode_is_of_no_effect() -> None:
    driver = shop()
    driver.send(word(78))
    driver.send(command(79, "acknowledge", alert_id="ada|detractor|7|raised"))
    assert driver.customer("ada").alerts["detractor"].acknowledged_ms is None


def test_an_override_is_the_probability_until_it_ends_and_the_reasons_add_up() -> None:
    #   day   120                          132                     145
    #         .05 by hand, until day 145   would be raised         the model speaks again
    driver = shop()
    driver.send(command(120, "override", score=0.05, note="on holiday until June", until=at(145)))
    driver.idle(BEGIN_S + 144 * DAY_S)
    document = driver.customer("ada")
    churn = document.churn
    assert churn is not None
    assert (churn.probability, churn.band) == (0.05, "low")
    assert churn.override is not None
    assert churn.override.note == "on holiday until June"
    assert churn.override.until_ms == at(145)
    assert churn.override.model_probability > 0.6
    assert churn.reasons[-1].text == "set by hand: on holiday until June"
    assert sum(reason.logit for reason in churn.reasons) == pytest.approx(-2.944, abs=1e-3)
    assert said(driver) == []
    driver.idle(BEGIN_S + 155 * DAY_S)
    churn = driver.customer("ada").churn
    assert churn is not None
    assert churn.override is None
    assert churn.probability > 0.7
    assert said(driver) == ["churn_risk|1|raised"]


def test_an_override_changes_no_score_that_the_model_is_judged_by() -> None:
    plain, told = shop(), shop()
    told.send(command(80, "override", score=0.999, note="moves abroad", until=at(120)))
    plain.send(tick(80))
    for driver in (plain, told):
        driver.idle(BEGIN_S + 140 * DAY_S)
    assert [p.score for p in told.predictions] == [p.score for p in plain.predictions]


def test_a_snapshot_under_an_override_carries_it_to_its_label_and_no_other_does() -> None:
    #   day   80              110                       200
    #         .2 by hand      the model speaks again    labels of snapshots until 110 are known
    driver = shop()
    driver.send(command(80, "override", score=0.2, note="is away", until=at(110)))
    driver.idle(BEGIN_S + 230 * DAY_S)
    spoke = [at(80) / 1000 < example.at_s < at(110) / 1000 for example in driver.churn_examples]
    assert [example.override for example in driver.churn_examples] == [0.2 if by_hand else UNSET for by_hand in spoke]
    logged = [one for one in driver.predictions if one.override is not UNSET]
    assert {one.override for one in logged} == {0.2}
    assert len(logged) == sum(spoke) > 0
    assert all(example.score != 0.2 for example in driver.churn_examples)


@pytest.mark.parametrize(
    ("fields", "reason", "names"),
    [
        ({"kind": "snooze", "alert_kind": "churn_risk"}, Reason.MISSING_FIELD, "until"),
        ({"kind": "snooze", "alert_kind": "churn_risk", "until": at(77)}, Reason.OUT_OF_RANGE, "until"),
        ({"kind": "mute"}, Reason.MISSING_FIELD, "alert_kind"),
        ({"kind": "mute", "alert_kind": "weather"}, Reason.OUT_OF_RANGE, "alert_kind"),
        ({"kind": "acknowledge", "alert_id": "no id of ours"}, Reason.MISSING_FIELD, "alert_kind"),
        ({"kind": "override", "score": 0.5, "until": at(90)}, Reason.MISSING_FIELD, "note"),
        ({"kind": "override", "note": "so", "until": at(90)}, Reason.MISSING_FIELD, "score"),
        ({"kind": "mute", "alert_kind": "churn_risk", "customer_id": "eve"}, Reason.OUT_OF_RANGE, "customer_id"),
    ],
)
def test_half_an_order_is_refused_and_says_what_is_missing(fields: dict[str, Any], reason: Reason, names: str) -> None:
    driver = shop()
    driver.send(Command(**{"id": "x", "ts": at(78), "customer_id": "ada", **fields}))
    (reject,) = driver.rejects
    assert (reject.reason, reject.detail.split(":")[0]) == (reason, names)
    assert "eve" not in driver.documents


def test_the_same_command_twice_is_one() -> None:
    driver = shop()
    driver.send(command(78, "mute", "churn_risk"), command(78, "mute", "churn_risk"))
    assert (driver.counts["commands_obeyed"], driver.counts["duplicates"]) == (1, 1)


def test_the_cap_holds_a_warning_back_and_lets_what_is_critical_pass() -> None:
    driver = Driver(ActivityConfig(cap=Cap(most=1, within_s=30 * DAY_S)), RULES)
    goodbye = Feedback(id="g", customer_id="ada", ts=at(12), kind="cancellation")
    driver.send(order("ada", 0), word(1), tick(9), word(10), goodbye, tick(20))
    assert said(driver) == [
        "detractor|1|raised", "detractor|1|resolved", "cancel_intent|1|raised", "cancel_intent|1|resolved"
    ]  # fmt: skip
    assert driver.withheld == {("detractor", "cap"): 1}


def test_the_kind_is_said_or_read_from_an_alerts_id() -> None:
    assert about(command(1, "mute", "churn_risk")) == About("churn_risk", None)
    assert about(command(1, "acknowledge", alert_id="a|b|churn_risk|12|raised")) == About("churn_risk", 12)
    assert about(command(1, "acknowledge", alert_id="a|churn_risk|x|raised")) is None
