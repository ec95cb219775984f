"""Arbitrary but plausible streams of events: few customers, few items, times that clump and jump."""

from typing import Any, get_args

from hypothesis import strategies as st

from harken.activity import ActivityConfig
from harken.events import Click, Command, CommandKind, Event, Feedback, LineItem, Purchase, Receipt
from harken.features import FEATURE_NAMES
from harken.fold.config import DAY_S
from harken.item import Item
from harken.models.churn import initial_snapshot
from harken.recommend.bars import Showing
from harken.recommend.catalogue import Catalogue
from harken.recommend.neighbours import Neighbour, Neighbours
from harken.recommend.opinions import BEFORE, SERVED
from harken.rules.ruling import ruling_from
from harken.segments.defined import define
from harken.shelf import (
    BlendSnapshot,
    ChurnSnapshot,
    OrdersSnapshot,
    SegmentSnapshot,
    Shelf,
    SpendParameters,
    ValueSnapshot,
)
from harken.text.sentiment import untaught
from harken.value.forecast import names_of

BEGIN_MS = 1_700_000_000_000
DAY_MS = 86_400_000

#: A short horizon and retention, so that labels, removals and returns all come up in a stream of a few weeks.
CONFIG = ActivityConfig(
    horizon_s=9 * DAY_S,
    lateness_s=3600.0,
    rates={"USD": 0.8},
    retention_s=40 * DAY_S,
    remember_ids=4,
    remember_max=8,
    #  What comes and goes with each event, with scores, with what the fold thinks, and who is not in the population.
    sessions=True,
    showing=Showing(frozenset({"item-7"}), frozenset({"kind-2"}), most_of_a_category=1),
    segments=tuple(
        define(name, {"when": when})
        for name, when in (
            ("content", "satisfaction.score > .81 or satisfaction.trend < -.05"),
            ("leaving", ".412 < churn.probability < .613 or propensity_7d > .3 or churn.band == 'high'"),
            ("odd", "activity.clicks in [1, 3, 5, 7, 9] or activity.orders in [2, 4] and not activity.refunds > 0"),
            ("on_the_way", "lifecycle.stage in ['new', 'lapsed'] or segment == 'asleep' and value.tier != 'top'"),
            ("dear", "3000 < value.remaining_minor < 20000 or value.expected_orders < .5"),
            ("out_of_habit", "habits.day != 'monday' or 'app' in habits.channels or session.cart > 0"),
            ("outside", "not_eligible != 'x' and 'app' not in profile.channels"),
        )
    ),
)

ITEMS = [f"item-{n}" for n in range(12)]

#: A shop that says something of most of its items: of three categories, one sold out, one only for a while.
NEIGHBOURS = Neighbours(
    {item: [Neighbour(ITEMS[(n * 5 + k) % 12], 1.0 / (1 + k)) for k in range(1, 4)] for n, item in enumerate(ITEMS)}
)
CATALOGUE = Catalogue(NEIGHBOURS)
for number, name in enumerate(ITEMS[:10]):
    until_ms = BEGIN_MS + 9 * DAY_MS if number == 3 else None
    kind = f"kind-{number % 3}"
    CATALOGUE.put(name, Item(item_id=name, category=kind, in_stock=number != 5, valid_until=until_ms))

#: A model that has learned something, neighbours, popular items, and what customers spend.
SHELF = Shelf(
    ChurnSnapshot(
        version="v1",
        step_s=0.0,
        labels=700,
        names=FEATURE_NAMES,
        means=tuple(0.1 * n for n in range(len(FEATURE_NAMES))),
        scales=tuple(1.0 + 0.05 * n for n in range(len(FEATURE_NAMES))),
        weights=tuple((-1) ** n * 0.07 * n for n in range(len(FEATURE_NAMES))),
        intercept=0.3,
        rhythm=initial_snapshot().rhythm,
    ),
    NEIGHBOURS,
    {"": [Neighbour(item, 12.0 - n) for n, item in enumerate(ITEMS)]},
    ValueSnapshot(
        version="v1",
        step_s=0.0,
        spend=SpendParameters(p=4.0, q=4.0, gamma_minor=1500.0, cap_minor=8000.0),
        top_minor=30_000.0,
        upper_minor=12_000.0,
        orders=OrdersSnapshot(
            labels=700,
            names=names_of(FEATURE_NAMES),
            gains=tuple((-1) ** n * 0.02 * n for n in range(len(FEATURE_NAMES))),
            intercept=0.2,
        ),
    ),
    untaught({"good": 1.9, "bad": -2.5}),
    segments=SegmentSnapshot(
        version="v1",
        step_s=0.0,
        names=("new", "loyal", "asleep"),
        centres=((0.7, 0.2, 3.0), (0.7, 1.4, 5.0), (2.6, 0.7, 4.0)),
        scales=(1.0, 1.0, 2.0),
    ),
    blend=BlendSnapshot(
        version="v1",
        cases=700,
        weights={BEFORE: (0.3,), **{source: (0.1, 0.2 * n, 0.3, 0.4, -0.1) for n, source in enumerate(SERVED)}},
    ),
    items=CATALOGUE,
)

#: Levels that nearly everybody comes to, again and again.
EAGER = ruling_from({"churn_risk": {"raise_at": 0.2, "clear_below": 0.1, "dwell_d": 0, "cool_down_d": 0.1}}).rules

#: Those that a stream of a few weeks comes to.
ALERT_KINDS = ["churn_risk", "detractor", "cancel_intent", "activity_drop", "onboarding_stalled", "reactivated"]

customers = st.sampled_from(["ada", "bob", "cyd"])
items = st.sampled_from(ITEMS)
categories = st.none() | st.sampled_from([f"category-{n}" for n in range(10)])
channels = st.none() | st.sampled_from([f"channel-{n}" for n in range(9)] + ["app", "email", "store", "other"])
#: Now and then a page by which customers leave.
urls = st.sampled_from([None, None, None, "https://shop.example/", "https://shop.example/account/cancel"])
sessions = st.none() | st.sampled_from(["s1", "s2"])
#: Steps in time: mostly seconds, sometimes days, sometimes back.
steps_ms = st.one_of(
    st.integers(0, 5_000), st.integers(0, 5_000), st.integers(0, 12 * DAY_MS), st.integers(-3 * DAY_MS, 0)
)


@st.composite
def lines(draw: st.DrawFn) -> LineItem:
    """One line of an order."""
    return LineItem(draw(items), 1.0, draw(st.sampled_from([1.0, 9.99, 20.0])), draw(categories))


@st.composite
def happenings(draw: st.DrawFn, n: int, ts: int) -> Event:
    """One event of any kind at `ts` (epoch ms); its id is new, or that of an earlier one."""
    number = draw(st.integers(0, n)) if draw(st.integers(0, 9)) == 0 else n
    customer, channel, session = draw(customers), draw(channels), draw(sessions)
    kind = draw(st.sampled_from(["click"] * 6 + ["purchase"] * 4 + ["feedback"] * 2 + ["receipt", "command"]))
    if kind == "click":
        return Click(
            id=f"click-{number}",
            customer_id=customer,
            ts=ts,
            kind=draw(st.sampled_from(["view", "click", "add_to_cart", "search", "impression"])),
            item_id=draw(st.none() | items),
            category=draw(categories),
            channel=channel,
            session_id=session,
            url=draw(urls),
        )
    if kind == "purchase":
        return Purchase(
            id=f"purchase-{number}",
            customer_id=customer,
            ts=ts,
            kind=draw(st.sampled_from(["order"] * 5 + ["renewal", "refund", "cancel", "downgrade"])),
            order_id=draw(st.none() | st.just(f"order-{n}")),
            currency=draw(st.sampled_from([None, "GBP", "USD", "XXX"])),
            total=draw(st.none() | st.sampled_from([5.0, 12.34, 100.0])),
            items=tuple(draw(st.lists(lines(), max_size=4))),
            channel=channel,
            session_id=session,
            properties=draw(st.sampled_from([None, None, {"timezone": "America/Lima"}, {"timezone": 1}])),
        )
    if kind == "feedback":
        return Feedback(
            id=f"feedback-{number}",
            customer_id=customer,
            ts=ts,
            kind=draw(st.sampled_from(["nps", "rating", "csat", "ces", "ticket", "cancellation"])),
            score=draw(st.none() | st.integers(0, 6).map(float)),
            text=draw(st.sampled_from([None, "", "good", "so bad", "退货 bad", "...", "what a dress"])),
            item_id=draw(st.sampled_from([None, ITEMS[0], ITEMS[1]])),
            topic=draw(st.sampled_from([None, None, "delivery", "whatever", "cancel"])),
            properties=draw(st.sampled_from([None, None, {"order_id": "order-1"}, {"order_id": 7}])),
            channel=channel,
        )
    if kind == "receipt":
        return Receipt(
            id=f"receipt-{number}",
            customer_id=customer,
            ts=ts,
            alert_id=f"{customer}|detractor|1|raised",
            outcome=draw(st.sampled_from(["delivered", "acted"])),
        )
    return draw(orders_to_harken(number, customer, ts)) if draw(st.booleans()) else _tick(number, ts)


def _tick(number: int, ts: int) -> Command:
    return Command(id=f"command-{number}", ts=ts, kind="tick")


@st.composite
def orders_to_harken(draw: st.DrawFn, number: int, customer: str, ts: int) -> Command:
    """A command about one customer, now and then one that cannot be obeyed."""
    kind: CommandKind = draw(st.sampled_from(get_args(CommandKind)[2:-1]))
    return Command(
        id=f"command-{number}",
        ts=ts,
        customer_id=customer,
        kind=kind,
        alert_kind=None if kind == "override" else draw(st.sampled_from([*ALERT_KINDS, "weather"])),
        until=draw(st.sampled_from([None, ts + 3 * DAY_MS, ts + 20 * DAY_MS])),
        score=draw(st.sampled_from([0.0, 0.97])),
        note="they told us",
    )


#: Other levels, a kind switched off, nobody spoken of twice, and two that cannot be.
RULINGS: list[dict[str, Any]] = [
    {},
    {"churn_risk": {"raise_at": 0.4, "clear_below": 0.3, "escalate_at": 0.5, "dwell_d": 0}},
    {"churn_risk": {"enabled": False}, "detractor": {"enabled": False}},
    {"cap": {"most": 1}, "onboarding_stalled": {"first_d": 1}, "cancel_intent": {"visits": 1}},
    {"quiet": ["18:00", "09:30"], "zone": "Asia/Tokyo", "detractor": {"cool_down_d": 0}},
    {"segments": {"odd": {"when": "activity.clicks in [1, 3, 5, 7, 9]"}, "hot": {"when": "churn.probability > .61"}}},
    {"segments": {"hot": {"when": "value.tier == 'top' or lifecycle.stage == 'new' or segment == 'new'"}}},
    {"quiet": ["04:00", "03:00"], "churn_risk": {"raise_at": 0.4, "clear_below": 0.3, "dwell_d": 0}},
    {"churn_risk": {"raise_at": 0.4, "clear_below": 0.3, "dwell_d": 0, "raise_of": [2, 4]}},
    {"cap": {"most": 9, "all_per_hour": 1}, "churn_risk": {"raise_at": 0.4, "clear_below": 0.3, "dwell_d": 0}},
    {"weather": {}},
    {"churn_risk": {"raise_at": "high"}},
]


@st.composite
def ruled_streams(draw: st.DrawFn) -> list[Event]:
    """A stream in which rules are applied now and then, in whatever order of their times."""
    events = draw(streams(25))
    for n in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(events)))
        ts = events[max(place - 1, 0)].ts
        events.insert(place, Command(id=f"rules-{n}", ts=ts, kind="rules", rules=draw(st.sampled_from(RULINGS))))
    return events


@st.composite
def erasing_streams(draw: st.DrawFn) -> list[Event]:
    """A stream in which somebody asks to be erased now and then."""
    events = draw(streams(25))
    for n in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(events)))
        ts = events[max(place - 1, 0)].ts
        events.insert(place, Command(id=f"erase-{n}", ts=ts, kind="erase", customer_id=draw(customers)))
    return events


@st.composite
def streams(draw: st.DrawFn, most: int = 40) -> list[Event]:
    """Events in the order in which they come; times rise but for the late ones."""
    now, events = BEGIN_MS, []
    for n in range(draw(st.integers(1, most))):
        step = draw(steps_ms)
        events.append(draw(happenings(n, now + step)))
        now = max(now, now + step)
    return events


@st.composite
def floods(draw: st.DrawFn) -> list[Event]:
    """Many customers who come and speak within hours, a week of silence, and some of them again."""
    names = [f"n{n}" for n in range(draw(st.integers(4, 12)))]
    now, events = BEGIN_MS, list[Event]()
    for part in ("a", "b"):
        for n, name in enumerate(names if part == "a" else names[::2]):
            now += draw(st.sampled_from([0, 1, 700_000, 3_600_000]))
            events.append(Purchase(id=f"{part}-{n}", customer_id=name, ts=now, kind="order", total=10.0))
            if draw(st.booleans()):
                events.append(Feedback(id=f"{part}-{n}", customer_id=name, ts=now, kind="rating", score=1.0))
        now += 7 * DAY_MS
    return events
