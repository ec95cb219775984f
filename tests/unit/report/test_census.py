"""What documents say, counted."""

from math import inf
from typing import Any

from msgspec.json import encode

from harken.activity import ActivityConfig
from harken.customer import Customer, LastReceipt, State
from harken.document import Activity, AlertState, Churn, Profile, Value
from harken.fold.config import DAY_S
from harken.fold.erasure import marker
from harken.report.census import Census

HORIZON_D = 10
CONFIG = ActivityConfig(horizon_s=HORIZON_D * DAY_S)
NOW_S = 100 * DAY_S


def document(
    name: str, days: tuple[float, ...] = (), goodbye_d: float | None = None, first_d: float = 0.0, **fields: Any
) -> bytes:
    """A customer with orders on these days, at noon but for the last."""
    last_ms = round(days[-1] * DAY_S * 1000) if days else None
    state = State(
        0.0,
        order_days=[int(day) for day in days],
        cancelled_s=None if goodbye_d is None else goodbye_d * DAY_S,
        receipts=fields.pop("receipts", {}),
    )
    profile = Profile(round(first_d * DAY_S * 1000), 0, {})
    activity, value = Activity(last_order_ms=last_ms), fields.pop("value", Value("GBP"))
    return encode(
        Customer(id=name, version=1, at_ms=0, profile=profile, activity=activity, value=value, state=state, **fields)
    )


def census(*documents: bytes, since_d: float = 0.0, **raised_d: float) -> Census:
    found = Census(CONFIG, {name: [day * DAY_S] for name, day in raised_d.items()}, since_d * DAY_S)
    for one in documents:
        found.take(one, NOW_S)
    return found


def judged(found: Census) -> dict[str, Any]:
    return found.foresight.figures(NOW_S, 0.5)


def test_an_alert_is_judged_by_the_orders_in_the_document() -> None:
    #  day    50     55        65
    #  ada    o      A  . . . . .            right, five days early
    #  bob    o      A    o                  wrong: an order on day 60
    #  cyd    o      A    goodbye            right
    found = judged(
        census(
            document("ada", (40, 50)), document("bob", (50, 60)), document("cyd", (50,), goodbye_d=58),
            since_d=45, ada=55, bob=55, cyd=55,
        )
    )  # fmt: skip
    assert (found["raised"], found["judged"], found["right"]) == (3, 3, 2)
    assert (found["departures"], found["foreseen"], found["lead_d"]) == (3, 2, 5.0)


def test_what_was_over_before_the_oldest_alert_is_no_departure() -> None:
    #  ada left on day 30, bob said goodbye on day 44; the topic begins on day 45
    found = judged(census(document("ada", (20,)), document("bob", (40,), goodbye_d=44), since_d=45))
    assert (found["departures"], found["departures_unresolved"]) == (0, 0)


def test_without_alerts_nothing_is_known_of_departures() -> None:
    found = Census(CONFIG, {}, inf)
    found.take(document("ada", (20, 50)), NOW_S)
    assert judged(found)["departures"] == 0
    assert found.seconds == 0.0


def test_years_of_customers_begin_with_the_first_sign_or_the_oldest_alert() -> None:
    assert census(document("ada", first_d=90), document("bob", first_d=10), since_d=80).seconds == (10 + 20) * DAY_S


def test_where_alerts_stand_and_the_last_receipts_are_counted() -> None:
    alerts = {
        "churn_risk": AlertState("raised", 0, 0, withheld="holdout"),
        "detractor": AlertState("raised", 1, 0),
        "milestone": AlertState("ok", 3, 0),
    }
    receipts = {"detractor": LastReceipt(0.0, "ada|detractor|1|raised", "acted")}
    found = census(document("ada", alerts=alerts, receipts=receipts), document("bob", alerts=alerts))
    assert found.figures() == {
        "open": {"detractor": 2},
        "withheld": {"churn_risk": {"holdout": 2}},
        "receipts": {"detractor": {"acted": 1}},
    }
    assert found.customers == 2


def test_who_was_erased_is_no_customer() -> None:
    found = census(document("ada", first_d=90), encode(marker("bob", 1, 0, "GBP")))
    assert (found.customers, found.seconds) == (1, 10 * DAY_S)


def test_what_is_to_come_and_at_risk_is_added_up_by_segment_and_tier() -> None:
    high, low = Churn(0.5, "high", 1.0, (), 0.0, "v", 0), Churn(0.1, "low", 1.0, (), 0.0, "v", 0)
    found = census(
        document("ada", segment="loyal", churn=high, value=Value("GBP", remaining_minor=10_000, tier="top")),
        document("bob", segment="loyal", churn=low, value=Value("GBP", remaining_minor=5_000, tier="rest")),
        document("cyd", segment="new"),
    ).standing.figures()
    assert found["segments"] == {
        "loyal": {"customers": 2, "remaining": 150.0, "at_risk": 50.0},
        "new": {"customers": 1, "remaining": 0.0, "at_risk": 0.0},
    }
    assert {name: group["customers"] for name, group in found["tiers"].items()} == {"top": 1, "rest": 1, "-": 1}
    assert found["stages"]["-"]["customers"] == 3
