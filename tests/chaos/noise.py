"""What no app should ever send: mutated events, bytes of chance, deep nesting, records as large as the broker takes."""

import json
from collections.abc import Iterator
from itertools import count
from random import Random

from harken.topics import TOPICS
from tests.chaos.shop_load import Made

NAME = "noise-"
TOKENS = (b"null", b"{", b"]", b'"', b"\\u0000", b"\\ud800", b"1e999", b"-0", b"NaN", b"\xff\xfe", b"\xed\xa0\x80")
CHANNELS = ("clicks", "purchases", "feedback")
DEEP = (b"[" * 100_000, b'{"a":' * 50_000, b'{"properties":' + b"[" * 5000 + b"]" * 5000 + b"}")
#: Room for key, headers and the record batch around a record of the size that its topic takes.
AROUND_BYTES = 600


def noise(random: Random, at_ms: int, many: int, first: int = 0) -> Iterator[Made]:
    """So many records, each of a stranger of its own, numbered from `first` on; `at_ms` is the event time, if any."""
    numbers = count(first)
    for topic in CHANNELS:
        most = next(known.max_bytes for known in TOPICS if known.name == topic) - AROUND_BYTES
        for value in (*DEEP, random.randbytes(most), b'{"a":"' + b"x" * (most - 8) + b'"}'):
            yield Made(topic, f"{NAME}{next(numbers)}".encode(), value)
    while (number := next(numbers)) < first + many:
        topic = random.choice(CHANNELS)
        value = random.randbytes(random.randint(0, 200)) if number % 5 == 0 else _mutated(topic, number, at_ms, random)
        yield Made(topic, f"{NAME}{number}".encode(), value)


def _mutated(topic: str, number: int, at_ms: int, random: Random) -> bytes:
    """A good event with one to three faults anywhere but in its time: a lane's clock is not what is tried here."""
    bodies = {
        "clicks": {"kind": "view", "item_id": "i1", "price": 1.5},
        "purchases": {"kind": "order", "currency": "GBP", "total": 3.5, "items": [{"item_id": "i2", "quantity": 1}]},
        "feedback": {"kind": "rating", "score": 4, "text": "g\u00fct, \u4f60\u597d"},
    }
    head = {"customer_id": f"{NAME}{number}", "id": f"n-{number}", "channel": "web", **bodies[topic]}
    text = json.dumps(head, ensure_ascii=random.random() < 0.5).encode()[:-1]
    for _ in range(random.randint(1, 3)):
        at, until = random.randrange(len(text)), random.randrange(len(text) + 1)
        match random.randrange(4):
            case 0:
                text = text[:at] + random.randbytes(1) + text[at + 1 :]
            case 1:
                text = text[: min(at, until)] + text[max(at, until) :] or b"{"
            case 2:
                text = text[:at] + random.choice(TOKENS) + text[at:]
            case _:
                text = text[:at] + text[min(at, until) : max(at, until)] + text[at:]
    return text + b', "ts": %d}' % at_ms
