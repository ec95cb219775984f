"""What happens to a few customers and a producer, so that of each kind of alert all is said once that can be."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from harken.activity import ActivityConfig
from harken.alert import Alert
from harken.events import Click, Command, Event, Feedback, FeedbackKind, LineItem, Purchase
from harken.fold.config import DAY_S
from harken.ops_alert import OpsAlert
from harken.recommend.neighbours import Neighbour, Neighbours
from harken.shelf import SegmentSnapshot
from tests.driver import EMPTY_SHELF, Driver

#: 2026-03-02 00:00 UTC.
BEGIN_S: Final = 1_772_409_600.0
HOUR: Final = 1 / 24
CONFIG: Final = ActivityConfig(instance="docs", horizon_s=30 * DAY_S)
SHELF: Final = EMPTY_SHELF._replace(
    similar=Neighbours({"beans": [Neighbour("grinder", 0.61), Neighbour("filters", 0.32)]})
)


def at(day: float) -> int:
    """Epoch milliseconds of a day after the begin."""
    return round((BEGIN_S + day * DAY_S) * 1000)


def order(customer: str, day: float, pounds: float = 12.5) -> Purchase:
    """A bag of beans."""
    lines = (LineItem("beans", 1, pounds, "coffee"),)
    return Purchase(
        id=f"o-{customer}-{day}", customer_id=customer, ts=at(day), total=pounds, currency="GBP", items=lines
    )


def words(customer: str, kind: FeedbackKind, scores: Mapping[int, int]) -> list[Feedback]:
    """Scores by day."""
    return [
        Feedback(id=f"w-{customer}-{day}", customer_id=customer, ts=at(day), kind=kind, score=score)
        for day, score in scores.items()
    ]


def tick(day: float) -> Command:
    """Nothing older comes."""
    return Command(id=f"t-{day}", ts=at(day), kind="tick")


def _churn_risk() -> Driver:
    driver = Driver(CONFIG, shelf=SHELF)
    driver.send(*(order("ada", 7 * week) for week in range(12)))
    driver.idle(BEGIN_S + 160 * DAY_S)
    driver.send(order("ada", 161), order("ada", 163), tick(165))
    return driver


def _detractor() -> Driver:
    driver = Driver(CONFIG, shelf=SHELF)
    said = Feedback(id="f-1", customer_id="ben", ts=at(1.4), kind="nps", score=3, item_id="beans", text="Stale.")
    driver.send(order("ben", 0.5), said)
    driver.idle(BEGIN_S + 10 * DAY_S)
    return driver


def _high_value_at_risk() -> Driver:
    """Twelve weeks of what a cafe needs, and then nothing."""
    driver = Driver(CONFIG, shelf=SHELF)
    driver.send(*(order("eli", 7 * week, 250.0) for week in range(12)))
    driver.idle(BEGIN_S + 160 * DAY_S)
    driver.send(order("eli", 161), order("eli", 163), tick(165))
    return driver


def _satisfaction_drop() -> Driver:
    driver = Driver(CONFIG, shelf=SHELF)
    stars = {1: 5, 20: 5, 40: 4, 60: 5, 75: 2, 78: 2, 90: 5, 95: 5, 99: 5}
    driver.send(order("fay", 0.5), *words("fay", "rating", stars), tick(100))
    return driver


def _cancel_intent() -> Driver:
    driver = Driver(CONFIG, shelf=SHELF)
    way = ("/account", "/account/cancel", "/help", "/account/cancel", "/account/cancel")
    pages = [
        Click(id=f"g-{n}", customer_id="gil", ts=at(2 + n / 1000), kind="view", url=f"https://beans.example{page}")
        for n, page in enumerate(way)
    ]
    driver.send(order("gil", 0.5), *pages)
    driver.idle(BEGIN_S + 6 * DAY_S)
    return driver


def _activity_drop() -> Driver:
    driver = Driver(CONFIG, shelf=SHELF)
    driver.send(*(order("ivy", 7 * week) for week in range(5)))
    driver.idle(BEGIN_S + 62 * DAY_S)
    driver.send(order("ivy", 63), tick(65))
    return driver


def _onboarding_stalled() -> Driver:
    driver = Driver(CONFIG, shelf=SHELF)
    driver.send(order("joe", 0.5))
    driver.idle(BEGIN_S + 52 * DAY_S)
    driver.send(order("joe", 53), tick(54))
    return driver


def _reactivated() -> Driver:
    driver = Driver(CONFIG, shelf=SHELF)
    driver.send(order("kit", 0.5), order("kit", 3), order("kit", 70))
    driver.idle(BEGIN_S + 78 * DAY_S)
    return driver


def _milestone() -> Driver:
    driver = Driver(CONFIG, shelf=SHELF)
    driver.send(*(order("lea", 3 * n) for n in range(5)))
    driver.idle(BEGIN_S + 15 * DAY_S)
    return driver


def _cart_abandoned() -> Driver:
    driver = Driver(CONFIG, shelf=SHELF)
    cart = Click(id="c-1", customer_id="mia", ts=at(2), kind="add_to_cart", item_id="beans", category="coffee")
    driver.send(order("mia", 0.5), cart)
    driver.idle(BEGIN_S + 2.5 * DAY_S)
    driver.send(order("mia", 3), tick(4))
    return driver


def _segment_changed() -> Driver:
    """A loyal customer who falls asleep."""
    groups = SegmentSnapshot(
        version="segments-1",
        step_s=0.0,
        names=("loyal", "asleep"),
        centres=((1.5, 1.6, 4.5), (4.5, 0.5, 3.5)),
        scales=(1.2, 0.8, 1.0),
    )
    driver = Driver(CONFIG, shelf=SHELF._replace(segments=groups))
    driver.send(*(order("noa", 7 * week) for week in range(5)))
    driver.idle(BEGIN_S + 120 * DAY_S)
    return driver


def _topic_silent() -> Driver:
    """Clicks stop for two days, in a shop that goes on selling."""
    driver = Driver(CONFIG, shelf=SHELF)

    def hours(first: int, last: int, clicks: bool) -> Iterator[Event]:
        for hour in range(first, last):
            if clicks:
                yield Click(id=f"c-{hour}", customer_id="cyd", ts=at(hour * HOUR), kind="view", item_id="beans")
            yield order("dee", hour * HOUR + 0.001)

    for first, last, clicks in ((0, 60, True), (60, 108, False), (108, 120, True)):
        for event in hours(first, last, clicks):
            driver.send(event)
    return driver


#: How each kind of alert comes about; a new rule gets a line here, and a section on the page.
STORIES: Final[dict[str, Callable[[], Driver]]] = {
    "high_value_at_risk": _high_value_at_risk,
    "churn_risk": _churn_risk,
    "satisfaction_drop": _satisfaction_drop,
    "detractor": _detractor,
    "cancel_intent": _cancel_intent,
    "activity_drop": _activity_drop,
    "onboarding_stalled": _onboarding_stalled,
    "reactivated": _reactivated,
    "milestone": _milestone,
    "cart_abandoned": _cart_abandoned,
    "segment_changed": _segment_changed,
    "topic_silent": _topic_silent,
}


def tell(kind: str) -> dict[str, Alert | OpsAlert]:
    """All that is said of this kind in its first episode, by transition, in its order."""
    driver = STORIES[kind]()
    everything: list[Alert | OpsAlert] = [*driver.alerts, *driver.ops]
    said: dict[str, Alert | OpsAlert] = {}
    for alert in everything:
        if alert.data.kind == kind:
            said.setdefault(alert.data.transition, alert)
    return said
