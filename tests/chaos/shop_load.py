"""Events of a made-up shop under fire: every one carries its customer's sequence number, and the seed decides all.

What timing may decide is kept out: a customer says at most one bad word, so that a detractor's episodes do not depend
on how far a lane's clock had come, unless it comes a week late, and what may wait at the sender is half a day at most;
times of one customer rise but for a few seconds, as phones have it.
"""

import json
from collections.abc import Iterator
from itertools import count
from random import Random
from typing import Any, NamedTuple

CUSTOMERS = 360
CHANNELS = ("web", "app", "email", "store", "phone", "kiosk")
STEP_MS = 20_000
BACK_MS = 40_000
DAY_MS = 86_400_000
#: The load begins so long before it is sent, and the last tick comes so long after the load began.
BEGINS_BEFORE_MS = 75 * DAY_MS
LAST_TICK_AFTER_MS = 60 * DAY_MS
#: Every so manieth customer says a bad word, as their event of this number.
BITTER = 3
BITTER_AT = 9
#: One event in so many is no event.
BROKEN = 150


class Made(NamedTuple):
    """One record to be sent: short topic, key, value."""

    topic: str
    key: bytes | None
    value: bytes


class ShopLoad:
    """An endless sequence of records.

    Parameters
    ----------
    random : where every choice comes from.
    now_ms : when the load is sent, epoch milliseconds.
    step_ms : event time between two records.
    """

    def __init__(self, random: Random, now_ms: int, step_ms: int = STEP_MS) -> None:
        self._step_ms = step_ms
        self._random = random
        self.begin_ms = now_ms - BEGINS_BEFORE_MS
        self._numbers = [count(1) for _ in range(CUSTOMERS)]

    def records(self) -> Iterator[Made]:
        """The records, one after the other."""
        for position in count():
            yield self._record(position)

    def tick(self) -> bytes:
        """The last word to every partition: all that the load has set going falls due."""
        at_ms = self.begin_ms + LAST_TICK_AFTER_MS
        return json.dumps({"id": f"tick-{at_ms}", "ts": at_ms, "kind": "tick"}).encode()

    def _record(self, position: int) -> Made:
        who = self._random.randrange(CUSTOMERS)
        customer, number = f"c{who:04d}", next(self._numbers[who])
        base: dict[str, Any] = {
            "id": f"{customer}-{number}",
            "customer_id": customer,
            "ts": self.begin_ms + position * self._step_ms - self._random.randrange(BACK_MS),
            "channel": CHANNELS[number % len(CHANNELS)],
            "properties": {"n": number},
        }
        if number == BITTER_AT and who % BITTER == 0:
            topic, body = "feedback", {**base, "kind": "nps", "score": 2}
        elif position % BROKEN == BROKEN - 1:
            topic, body = self._broken(base)
        else:
            topic, body = self._event(base)
        return Made(topic, customer.encode(), json.dumps(body).encode())

    def _event(self, base: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        match self._random.choices(("click", "purchase", "feedback"), (70, 21, 9))[0]:
            case "click":
                kinds = ("view", "click", "add_to_cart", "search", "login", "impression")
                kind = self._random.choice(kinds)
                return "clicks", {**base, "kind": kind, "item_id": self._item()}
            case "purchase":
                return "purchases", {**base, **self._purchase()}
            case _:
                return "feedback", {**base, **self._feedback()}

    def _purchase(self) -> dict[str, Any]:
        kind = self._random.choices(("order", "renewal", "refund", "cancel", "downgrade"), (80, 8, 6, 4, 2))[0]
        lines = [
            {"item_id": self._item(), "quantity": self._random.randint(1, 3), "price": self._random.randint(1, 400) / 4}
            for _ in range(self._random.randint(1, 3))
        ]
        money: dict[str, Any] = {"currency": self._random.choice(("GBP", "USD"))}
        if self._random.random() < 0.7:
            money["total"] = self._random.randint(1, 4000) / 20
        return {"kind": kind, "items": lines, **money}

    def _feedback(self) -> dict[str, Any]:
        answers: tuple[dict[str, Any], ...] = (
            {"kind": "nps", "score": self._random.randint(7, 10)},
            {"kind": "rating", "score": self._random.randint(3, 5)},
            {"kind": "csat", "score": self._random.randint(3, 5)},
            {"kind": "ces", "score": self._random.randint(1, 7)},
            #  No word of it is in the lexicon, nor in the place of one: what it says of satisfaction is nothing.
            {"kind": "ticket", "text": "wo ist mein paket"},
        )
        return self._random.choice(answers)

    def _broken(self, base: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        breaks: tuple[dict[str, Any], ...] = (
            {"kind": "gaze"},
            {"kind": "view", "price": -1},
            {"kind": "view", "ts": "yesterday"},
            {"kind": "view", "customer_id": None},
        )
        return "clicks", {**base, **self._random.choice(breaks)}

    def _item(self) -> str:
        return f"i{self._random.randrange(200):03d}"
