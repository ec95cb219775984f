"""What happens to a few customers and a producer, so that of each kind of alert all is said once that can be."""

from collections.abc import Callable, Iterator
from typing import Final

from harken.activity import ActivityConfig
from harken.alert import Alert
from harken.events import Click, Command, Event, Feedback, LineItem, Purchase
from harken.fold.config import DAY_S
from harken.ops_alert import OpsAlert
from harken.recommend.neighbours import Neighbour, Neighbours
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


def order(customer: str, day: float) -> Purchase:
    """A bag of beans."""
    lines = (LineItem("beans", 1, 12.5, "coffee"),)
    return Purchase(id=f"o-{customer}-{day}", customer_id=customer, ts=at(day), total=12.5, currency="GBP", items=lines)


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
    "churn_risk": _churn_risk,
    "detractor": _detractor,
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
