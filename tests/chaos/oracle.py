"""What must have become of what the broker acknowledged. Shares no line with harken: it imports none of it.

Everything countable in a customer's document is counted here again, from the records' own bytes, money in decimals.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from math import exp, log
from typing import Any

from tests.chaos.shooter import Acknowledged, Place

DAY_MS = 86_400_000
USD_IN_GBP = Decimal("0.8")
#: docs: satisfaction fades by half in 180 days; before any word it stands at 0.799, which weighs as one score.
TAU_S = 180 * 86_400 / log(2)
PRIOR = 0.799
BEST = {"nps": (0, 10), "rating": (1, 5), "csat": (1, 5), "ces": (1, 7), "review": (1, 5)}
STRIKES = {"nps": 6, "rating": 2, "csat": 2, "review": 2}
LAST_BOUGHT = 20

Facts = dict[str, Any]


class Customer:
    """One customer, counted."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.channels: Counter[str] = Counter()
        self.times: list[int] = []
        self.orders: list[int] = []
        self.money: Counter[str] = Counter()
        self.scores: list[tuple[int, float]] = []
        self.bought: list[str] = []
        self.struck = False

    def facts(self) -> Facts:
        """What the document must say."""
        days = sorted({at // DAY_MS for at in self.orders})
        gaps = max(len(days) - 1, 0)
        return {
            **{name: self.counts[name] for name in ("clicks", "orders", "refunds", "cancels", "feedback")},
            "channels": dict(self.channels),
            "first_seen_ms": min(self.times),
            "last_seen_ms": max(self.times),
            "first_order_ms": min(self.orders, default=None),
            "last_order_ms": max(self.orders, default=None),
            "gaps": gaps,
            "mean_gap_s": (days[-1] - days[0]) * 86_400.0 / gaps if gaps else None,
            "spent_minor": self.money["spent"],
            "returned_minor": self.money["returned"],
            "net_minor": self.money["spent"] - self.money["returned"],
            "bought": tuple(self.bought),
            "detractor": 1 if self.struck else 0,
        }

    def satisfaction(self, at_ms: int) -> tuple[float, float] | None:
        """Score and weight as they must be at a time."""
        if not self.scores:
            return None
        weights = [exp((ts - at_ms) / 1000 / TAU_S) for ts, _ in self.scores]
        total = sum(weights)
        heard = sum(weight * score for weight, (_, score) in zip(weights, self.scores, strict=True))
        return (PRIOR + heard) / (1 + total), total


def customers(records: Iterable[Acknowledged], refused: frozenset[Place]) -> Mapping[str, Customer]:
    """All customers, from every record that was acknowledged and not refused; an event id counts once."""
    found: defaultdict[str, Customer] = defaultdict(Customer)
    known: set[str] = set()
    for record in sorted(records, key=lambda record: record.place):
        if record.place in refused or record.place.topic == "commands":
            continue
        event = json.loads(record.value)
        if event["id"] in known:
            continue
        known.add(event["id"])
        _count(found[event["customer_id"]], record.place.topic, event)
    return found


def refusals(records: Iterable[Acknowledged]) -> frozenset[Place]:
    """Places of the load's broken events."""
    return frozenset(record.place for record in records if is_broken(record.value))


def is_broken(value: bytes) -> bool:
    """Whether this is one of the load's broken events."""
    event = json.loads(value)
    return (
        event["kind"] == "gaze"
        or event.get("price", 0) < 0
        or isinstance(event["ts"], str)
        or ("customer_id" in event and event["customer_id"] is None)
    )


def visits(records: Iterable[Acknowledged], refused: frozenset[Place]) -> frozenset[str]:
    """Causes of all that the recommender must learn, once each: lane, topic, offset, line; an event id counts once."""
    causes = set()
    known: set[str] = set()
    for (topic, lane, offset), _, value in sorted(records, key=lambda record: record.place):
        if Place(topic, lane, offset) in refused:
            continue
        event = json.loads(value)
        if event["id"] in known:
            continue
        known.add(event["id"])
        if topic == "clicks" and event["kind"] in ("view", "click", "add_to_cart"):
            causes.add(f"{lane}|{topic}|{offset}|0")
        if topic == "purchases" and event.get("kind", "order") in ("order", "renewal"):
            causes |= {f"{lane}|{topic}|{offset}|{n}" for n in range(len(event["items"]))}
    return frozenset(causes)


def detractor_alerts(found: Mapping[str, Customer]) -> frozenset[str]:
    """Ids of the alerts that bad words must have raised, and the last tick resolved."""
    struck = [name for name, customer in found.items() if customer.struck]
    return frozenset(f"{name}|detractor|1|{said}" for name in struck for said in ("raised", "resolved"))


def _count(customer: Customer, topic: str, event: Mapping[str, Any]) -> None:
    customer.times.append(event["ts"])
    customer.channels[event["channel"]] += 1
    kind = event.get("kind", "order")
    match topic, kind:
        case "clicks", "impression":
            pass
        case "clicks", _:
            customer.counts["clicks"] += 1
        case "purchases", "order" | "renewal":
            customer.counts["orders"] += 1
            customer.orders.append(event["ts"])
            customer.money["spent"] += minor(event)
            _buy(customer, [line["item_id"] for line in event["items"]])
        case "purchases", "refund" | "cancel":
            customer.counts[kind + "s"] += 1
            customer.money["returned"] += minor(event)
        case "feedback", _:
            customer.counts["feedback"] += 1
            _hear(customer, kind, event)


def minor(event: Mapping[str, Any]) -> int:
    """The money of a purchase in pence."""
    amount = event.get("total")
    if amount is None:
        amount = sum(Decimal(str(line["price"])) * line["quantity"] for line in event["items"])
    rate = USD_IN_GBP if event["currency"] == "USD" else Decimal(1)
    return int((Decimal(str(amount)) * rate * 100).quantize(Decimal(1), ROUND_HALF_EVEN))


def _hear(customer: Customer, kind: str, event: Mapping[str, Any]) -> None:
    if kind not in BEST or "score" not in event:
        return
    worst, best = BEST[kind]
    customer.scores.append((event["ts"], max(event["score"] - worst, 0) / (best - worst)))
    customer.struck |= event["score"] <= STRIKES.get(kind, -1)


def _buy(customer: Customer, items: list[str]) -> None:
    for item in items:
        if item in customer.bought:
            customer.bought.remove(item)
        customer.bought.insert(0, item)
    del customer.bought[LAST_BOUGHT:]
