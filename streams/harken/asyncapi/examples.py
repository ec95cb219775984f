"""One message of each kind, made by the code that makes them all. The customer is made up."""

from typing import Any, Final, NamedTuple

from msgspec import Raw, json

from harken.alert import HEADERS, AlertData, CustomerSummary
from harken.alerting.announce import announce
from harken.alerting.ops import model_worse, topic_silent
from harken.card import ChurnCard, ModelCard
from harken.dead_letter import DeadLetter, headers
from harken.dead_letter_mark import Deed, Mark, cause_of, mark_headers
from harken.document import Activity, AlertState, CustomerDocument, Profile, Reason, Recommendation, Value
from harken.encode import encode
from harken.events import CLICKS, Click, Command, Event, Feedback, LineItem, Purchase, Receipt
from harken.example import CHURN, ORDER, VISIT, ExamplePack, ModelOrder, VisitExample
from harken.inflow import Inflow
from harken.item import Item
from harken.learning.card_news import CardNews, Cause
from harken.prediction import Prediction
from harken.reason import Reason as Refusal
from harken.served import ListTaking, ServedItem, ServedList
from harken.version import harken_version
from harken.worse import Worse

WHO: Final = "ada"
ITEM: Final = "books-02"
#: 2026-03-02 09:00 UTC: all that is told here happens then.
AT_MS: Final = 1_772_442_000_000
AT_S: Final = AT_MS / 1000
ALERT_ID: Final = f"{WHO}|detractor|1|raised"
INSTANCE: Final = "default"
_WHY: Final = Reason("feedback", "answered nps with 3 of 10", 0.0)
_LIST: Final = "harken-15dbe4e9657b195d"
_NEXT: Final = Recommendation("books-04", 0.375, f"taken together with {ITEM}")


class Example(NamedTuple):
    """A message as JSON has it, its headers as text."""

    payload: Any
    headers: dict[str, str] | None = None


def _of(message: object) -> tuple[Example, ...]:
    return (Example(json.decode(json.encode(message))),)


def _event(message: object) -> tuple[Example, ...]:
    """A CloudEvent."""
    return (Example(json.decode(json.encode(message)), {name: text.decode() for name, text in HEADERS}),)


def _sent(*events: Event) -> tuple[Example, ...]:
    return tuple(Example(json.decode(encode(event))) for event in events)


def clicks() -> tuple[Example, ...]:
    """On `clicks`."""
    return _sent(Click(id="c-1", customer_id=WHO, ts=AT_MS, kind="view", item_id=ITEM, category="books", channel="web"))


def purchases() -> tuple[Example, ...]:
    """On `purchases`."""
    lines = (LineItem(ITEM, quantity=2, price=12.5),)
    return _sent(Purchase(id="p-1", customer_id=WHO, ts=AT_MS, order_id="o-1", currency="GBP", total=25.0, items=lines))


def feedbacks() -> tuple[Example, ...]:
    """On `feedback`."""
    return _sent(Feedback(id="f-1", customer_id=WHO, ts=AT_MS, kind="nps", score=3, text="Slow"))


def receipts() -> tuple[Example, ...]:
    """On `receipts`."""
    return _sent(Receipt(id="r-1", customer_id=WHO, ts=AT_MS, alert_id=ALERT_ID, outcome="acted"))


def commands() -> tuple[Example, ...]:
    """On `commands`: one for a customer, two for all."""
    later_ms = AT_MS + 86_400_000
    snooze = Command(id="m-1", customer_id=WHO, ts=AT_MS, kind="snooze", alert_kind="detractor", until=later_ms)
    rules = Command(id="rules-1", ts=AT_MS, kind="rules", rules={"churn_risk": {"raise_at": 0.85}})
    return _sent(snooze, Command(id="t-1", ts=AT_MS, kind="tick"), rules)


def items() -> tuple[Example, ...]:
    """On `items`."""
    return _of(Item(item_id=ITEM, title="Slow Days", category="books", price=12.5, currency="GBP", in_stock=True))


def alerts() -> tuple[Example, ...]:
    """On `alerts`."""
    data = AlertData(
        kind="detractor",
        transition="raised",
        severity="warning",
        score=1.0,
        threshold=1.0,
        reasons=(_WHY,),
        customer=CustomerSummary(orders=1, net_minor=2500, currency="GBP", last_seen_ms=AT_MS),
        recommendations=(_NEXT,),
        suggested_action="Call or write within a day: ask, listen, put it right.",
    )
    return _event(announce(INSTANCE, WHO, 1, AT_S, expires_s=604_800, data=data))


def ops_alerts() -> tuple[Example, ...]:
    """On `ops`."""
    flow = Inflow(newest_s=AT_S - 86_400, silent=True, episode=1)
    worse = Worse(1, AT_S, "logistic", "logistic-8000-0f3c", 8000, (0.52, 0.61), opened=True)
    silent = _event(topic_silent(INSTANCE, 0, CLICKS, flow, AT_S, 43_200))
    return (*silent, *_event(model_worse(INSTANCE, worse)))


def customers() -> tuple[Example, ...]:
    """On `customers`."""
    seen = Profile(first_seen_ms=AT_MS, last_seen_ms=AT_MS, channels={"web": 2})
    value = Value("GBP", spent_minor=2500, net_minor=2500)
    document = CustomerDocument(
        id=WHO,
        version=2,
        at_ms=AT_MS,
        profile=seen,
        activity=Activity(clicks=1, orders=1, feedback=1, first_order_ms=AT_MS, last_order_ms=AT_MS),
        value=value,
        recommendations=(_NEXT,),
        alerts={"detractor": AlertState("raised", 1, AT_MS)},
    )
    return _of(document)


def predictions() -> tuple[Example, ...]:
    """On `predictions`."""
    given = Prediction(
        id=f"3|snapshot|{WHO}|{AT_MS}",
        customer_id=WHO,
        model="churn",
        version="logistic-1593-bcac82de",
        score=0.25,
        features={"recency": 0.5},
        reasons=(Reason("recency", "no purchase for 9 days, usually every 18", -1.0),),
        at_ms=AT_MS,
        due_ms=AT_MS + 7_776_000_000,
    )
    return _of(given)


def served_lists() -> tuple[Example, ...]:
    """On `predictions`."""
    items = (
        ServedItem(ITEM, 0, "together", 1.0, 0.95, explored=False),
        ServedItem("books-04", 1, "popular", 0.25, 0.00125, explored=True),
    )
    return _of(ServedList(id=_LIST, customer_id=WHO, version="blend-0f3c2a1b", at_ms=AT_MS, items=items))


def list_takings() -> tuple[Example, ...]:
    """On `predictions`."""
    taking = ListTaking(
        id="3|clicks|18|0", customer_id=WHO, list_id=_LIST, item_id="books-04", deed="click", at_ms=AT_MS + 1000
    )
    return _of(taking)


def packs() -> tuple[Example, ...]:
    """On `examples`."""
    seen = VisitExample("3|clicks|17|0", AT_S, ITEM, "books", 1.0, ["books-04"], [True], True)
    order = ModelOrder(id="promote-7d0c", at_s=AT_S, deed="promote", target="batch")
    return (
        *_of(ExamplePack(model=VISIT, lane=3, examples=Raw(json.encode([seen])))),
        *_of(ExamplePack(model=ORDER, lane=0, examples=Raw(json.encode([order])))),
    )


def models() -> tuple[Example, ...]:
    """On `models`: churn as a whole, then one of those that compete in it."""
    figures = {"all_time": {"labels": 8000.0, "auc": 0.762, "log_loss": 0.572, "ece": 0.021, "lift_at_10": 2.4}}
    curve = (
        {"from": 0.2, "said": 0.2611, "left": 0.2548, "labels": 1412},
        {"from": 0.3, "said": 0.3498, "left": 0.3631, "labels": 1588},
    )
    card = ChurnCard(
        champion="kalman",
        version="kalman-8000-0f3c2a1b",
        pinned="",
        labels=8000,
        pending=1204,
        delay_d=90.0,
        left_out=0,
        drifts=0,
        metrics={"stored": figures, "rescored": figures},
        models={"kalman": ModelCard(8000, None, figures, figures, curve)},
        kept=("kalman-7980-1c77d0e2",),
        changes=(),
        refused=(),
        calibration=curve,
    )
    news = CardNews(every_s=30.0)
    news.look(CHURN, card.fields(), Cause("5|examples|1041", AT_MS))
    return tuple(example for record in news.take(AT_S).values() for example in _of(record))


def _letter() -> DeadLetter:
    return DeadLetter(
        reason=Refusal.NOT_JSON,
        detail="not JSON",
        topic="harken.clicks",
        partition=3,
        offset=1042,
        at_ms=AT_MS,
        version=harken_version(),
        key=WHO.encode(),
        value=b'{"id": "c-1", "customer_id": ',
    )


def letters() -> tuple[Example, ...]:
    """On `dead-letters`."""
    letter = _letter()
    return (Example((letter.value or b"").decode(), {name: text.decode() for name, text in headers(letter)}),)


def marks() -> tuple[Example, ...]:
    """On `dead-letters`, behind a letter."""
    mark = Mark(Deed.RETRIED, cause_of(_letter()), AT_MS + 3_600_000)
    return (Example(None, {name: text.decode() for name, text in mark_headers(mark)}),)
