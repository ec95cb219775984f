"""Events that are good, as bytes: plain ones to be applied between bad ones, and odd ones that decode all the same."""

import json
from typing import NamedTuple

from harken.events import CLICKS, COMMANDS, FEEDBACK, MAX_DEPTH, MAX_EVENT_BYTES, PURCHASES, RECEIPTS

#: The broker's timestamp that goes with all of the corpus: 2024-06-01 00:00 UTC, epoch milliseconds.
BROKER_MS = 1_717_200_000_000
FUTURE_S = 300.0
CUSTOMER = "ada"

#: One good event a topic, from which the others are made.
BASES: dict[str, dict[str, object]] = {
    CLICKS: {"id": "c-1", "customer_id": CUSTOMER, "ts": BROKER_MS - 5_000, "kind": "view", "item_id": "sku-1"},
    PURCHASES: {
        "id": "p-1",
        "customer_id": CUSTOMER,
        "ts": "2024-05-31T23:59:00Z",
        "currency": "GBP",
        "total": 25.0,
        "items": [{"item_id": "sku-1", "quantity": 2, "price": 12.5}],
    },
    FEEDBACK: {"id": "f-1", "customer_id": CUSTOMER, "ts": "2024-06-01T00:59:00+01:00", "kind": "nps", "score": 9},
    RECEIPTS: {
        "id": "r-1",
        "customer_id": CUSTOMER,
        "ts": BROKER_MS - 4_000,
        "alert_id": "ada|detractor|1|raised",
        "outcome": "acted",
    },
    COMMANDS: {
        "id": "o-1",
        "customer_id": CUSTOMER,
        "ts": BROKER_MS - 3_000,
        "kind": "acknowledge",
        "alert_id": "ada|detractor|1|raised",
    },
}


class GoodEvent(NamedTuple):
    """A record that decodes; `id` is its event's."""

    id: str
    topic: str
    key: bytes | None
    value: bytes


def written(topic: str, **changes: object) -> bytes:
    """The topic's base with fields replaced or added."""
    return json.dumps({**BASES[topic], **changes}).encode()


def spliced(topic: str, **literals: str) -> bytes:
    """The topic's base with fields replaced or added as JSON text, which need not be valid."""
    fields = {name: json.dumps(value) for name, value in BASES[topic].items()} | literals
    return ("{" + ", ".join(f'"{name}": {text}' for name, text in fields.items()) + "}").encode(
        "utf-8", "surrogatepass"
    )


def good(n: int) -> tuple[GoodEvent, ...]:
    """`n` plain events: clicks, purchases and feedback in turn, of seven customers, a second apart."""
    return tuple(_plain(i) for i in range(n))


def _plain(i: int) -> GoodEvent:
    topic = (CLICKS, PURCHASES, FEEDBACK)[i % 3]
    customer = f"customer-{i % 7}"
    value = written(topic, id=f"good-{i}", customer_id=customer, ts=BROKER_MS - 86_400_000 + i * 1_000)
    return GoodEvent(f"good-{i}", topic, customer.encode(), value)


def _odd(name: str, topic: str, value: bytes, key: bytes | None = CUSTOMER.encode()) -> GoodEvent:
    return GoodEvent(name, topic, key, value)


def nested(depth: int) -> str:
    """JSON text of arrays inside each other, `depth` of them."""
    return "[" * depth + "]" * depth


def _exactly(size: int) -> bytes:
    value = written(FEEDBACK)
    return value + b" " * (size - len(value))


#: What a careless decoder would refuse, or stumble over. The id is a name for the test only.
ODD: tuple[GoodEvent, ...] = (
    _odd("white space around", CLICKS, b" \r\n\t" + written(CLICKS) + b"\n"),
    _odd("fields that are not ours", CLICKS, written(CLICKS, utm={"source": "mail"}, price_class=[1, 2])),
    _odd("nulls where optional", CLICKS, written(CLICKS, item_id=None, price=None, properties=None, channel=None)),
    _odd("a whole number for a decimal", PURCHASES, written(PURCHASES, total=25)),
    _odd("an exponent", PURCHASES, spliced(PURCHASES, total="2.5E1")),
    _odd("minus nothing", PURCHASES, spliced(PURCHASES, total="-0.0")),
    _odd("no items", PURCHASES, written(PURCHASES, items=[])),
    _odd("many lines", PURCHASES, written(PURCHASES, items=[{"item_id": f"sku-{i}"} for i in range(300)])),
    _odd("ten thousand lines", PURCHASES, written(PURCHASES, items=[{"item_id": "s"}] * 10_000)),
    _odd("free", PURCHASES, written(PURCHASES, total=0)),
    _odd("brackets in text", FEEDBACK, written(FEEDBACK, text="[" * 500 + "{" * 500 + ' " \\ ')),
    _odd("quotes and backslashes", FEEDBACK, written(FEEDBACK, text='\\"[[[\\\\"' * 40)),
    _odd("line feeds in text", FEEDBACK, written(FEEDBACK, text="first\nsecond\tthird\x00")),
    _odd("an emoji as a pair of escapes", FEEDBACK, spliced(FEEDBACK, text='"\\ud83d\\ude00"')),
    _odd("an emoji as it is", FEEDBACK, spliced(FEEDBACK, text='"😀 дякую"')),
    _odd("the longest text", FEEDBACK, written(FEEDBACK, text="x" * 100_000)),
    _odd("an nps of minus one hundred", FEEDBACK, written(FEEDBACK, score=-100)),
    _odd("a customer of many bytes", CLICKS, spliced(CLICKS, customer_id=f'"{"ß" * 256}"'), ("ß" * 256).encode()),
    _odd(
        "escapes in a name and a value",
        CLICKS,
        b'{"\\u0069d":"c","customer_id":"\\u0061da","ts":1717200000000,"kind":"view"}',
    ),
    _odd("a name twice: the last counts", CLICKS, spliced(CLICKS)[:-1] + b', "id": "again"}'),
    _odd("exactly the size", FEEDBACK, _exactly(MAX_EVENT_BYTES)),
    _odd("exactly the depth", CLICKS, spliced(CLICKS, properties=f'{{"a": {nested(MAX_DEPTH - 2)}}}')),
    _odd("exactly the depth, not ours", CLICKS, spliced(CLICKS, other=nested(MAX_DEPTH - 1))),
    _odd("wide and not deep", CLICKS, spliced(CLICKS, other=f"[{', '.join(['[]'] * 1_000)}]")),
    _odd("an offset without a colon", CLICKS, written(CLICKS, ts="2024-05-31T12:00:00+0530")),
    _odd("lower case and a space", CLICKS, written(CLICKS, ts="2024-05-31 12:00:00z")),
    _odd("nanoseconds", CLICKS, written(CLICKS, ts="2024-05-31T12:00:00.123456789Z")),
    _odd("the first moment of 2000", CLICKS, written(CLICKS, ts="2000-01-01T00:00:00Z")),
    _odd("the last moment that is not the future", CLICKS, written(CLICKS, ts=BROKER_MS + int(FUTURE_S * 1000))),
    _odd("a tick", COMMANDS, written(COMMANDS, kind="tick", customer_id=None, alert_id=None), None),
    _odd("a tick with any key", COMMANDS, written(COMMANDS, kind="tick", customer_id=None, alert_id=None), b"\xff"),
    _odd(
        "the alert of a customer with the longest id",
        RECEIPTS,
        written(RECEIPTS, alert_id="x" * 256 + "|detractor|1|raised"),
    ),
    _odd("a snooze until later", COMMANDS, written(COMMANDS, kind="snooze", until="2030-01-01T00:00:00Z")),
)
