"""Fields of the right type whose value cannot be: numbers, lengths, times, currencies."""

import json
from collections.abc import Iterator

from harken.events import CLICKS, COMMANDS, FEEDBACK, PURCHASES, RECEIPTS
from tests.corpus.good_events import spliced, written

Row = tuple[str, str, bytes | None]


LONG = "x" * 257


def out_of_range() -> Iterator[Row]:
    for topic, field, wrongs in (
        (CLICKS, "id", ("", LONG, "a\nb", "a\x00b", "\x1b[31m")),
        (CLICKS, "customer_id", ("", LONG, "ada\r")),
        (CLICKS, "item_id", ("", LONG, "\x01")),
        (CLICKS, "list_id", ("",)),
        (CLICKS, "session_id", ("", LONG, "\t")),
        (CLICKS, "category", (LONG,)),
        (CLICKS, "channel", (LONG,)),
        (CLICKS, "url", ("x" * 4097,)),
        (CLICKS, "query", ("x" * 4097,)),
        (CLICKS, "price", (-0.01, -1, 1e13, 10**30)),
        (CLICKS, "position", (-1, 1_000_001, 2**64, 10**30)),
        (PURCHASES, "total", (-25, -1e-300, 1.1e12)),
        (PURCHASES, "discount", (-1,)),
        (PURCHASES, "order_id", ("", "\n")),
        (PURCHASES, "items", ([{"item_id": ""}], [{"item_id": LONG}], [{"item_id": "a\nb"}])),
        (PURCHASES, "items", ([{"item_id": "s", "quantity": -1}], [{"item_id": "s", "price": -0.5}])),
        (PURCHASES, "items", ([{"item_id": "s", "quantity": 1e10}], [{"item_id": "s"}] * 10_001)),
        (FEEDBACK, "score", (-101, 1001, -1e300)),
        (FEEDBACK, "scale_max", (0, -5, 1001)),
        (FEEDBACK, "text", ("x" * 100_001,)),
        (FEEDBACK, "language", ("x" * 36,)),
        (RECEIPTS, "alert_id", ("", "x" * 513, "a\x1fb")),
        (COMMANDS, "alert_id", ("",)),
    ):
        for wrong in wrongs:
            yield f"{field} of {topic} is {json.dumps(wrong)[:40]}", topic, written(topic, **{field: wrong})
    for name, literal in (
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
        ("-Infinity", "-Infinity"),
        ("1e400", "1e400"),
        ("-1e400", "-1e400"),
        ("of 400 digits", "1" + "0" * 399),
        ("of 5,000 digits", "1" + "0" * 4_999),
    ):
        line = f'[{{"item_id": "s", "price": {literal}}}]'
        yield f"price is {name}", CLICKS, spliced(CLICKS, price=literal)
        yield f"total is {name}", PURCHASES, spliced(PURCHASES, total=literal)
        yield f"a line's price is {name}", PURCHASES, spliced(PURCHASES, items=line)
    yield "score is NaN", FEEDBACK, spliced(FEEDBACK, score="NaN")
    yield "position is NaN", CLICKS, spliced(CLICKS, position="NaN")
    yield "ts is NaN", CLICKS, spliced(CLICKS, ts="NaN")
    yield "NaN in properties", CLICKS, spliced(CLICKS, properties='{"a": [1, NaN]}')
    yield "1e400 in properties", CLICKS, spliced(CLICKS, properties='{"a": 1e400}')
    yield "NaN in a field that is not ours", CLICKS, spliced(CLICKS, other="NaN")


def bad_timestamp() -> Iterator[Row]:
    for text in (
        "",
        "now",
        "yesterday",
        "1717200000000",
        "2024",
        "2024-06-01",
        "2024-06-01T00:00Z",
        "2024-06-01T00:00:00",
        "2024-06-01T00:00:00.123",
        "2024-06-01 00:00:00",
        "2024-06-01T00:00:00 UTC",
        "2024-06-01T00:00:00Europe/Kyiv",
        "2024-06-01T00:00:00+25:00",
        "2024-06-01T00:00:00.Z",
        "2024-06-01T00:00:60Z",
        "2016-12-31T23:59:60Z",
        "2024-06-01T24:00:00Z",
        "2024-06-01T00:61:00Z",
        "2023-02-29T00:00:00Z",
        "2024-13-01T00:00:00Z",
        "2024-00-10T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "+2024-06-01T00:00:00Z",
        "-001-06-01T00:00:00Z",
        "01/06/2024 00:00",
        "Sat, 01 Jun 2024 00:00:00 GMT",
        "20240601T000000Z",
        "2024-W22-6T00:00:00Z",
        " 2024-05-31T00:00:00Z",
        "2024-05-31T00:00:00Z\n",
        "\uff12\uff10\uff12\uff14-05-31T00:00:00Z",
    ):
        yield repr(text), CLICKS, written(CLICKS, ts=text)
    for literal in ("1717200000.123", "1717200000000.0", "1.7172e12", "0.0", "-1.5", "1e30"):
        yield literal, PURCHASES, spliced(PURCHASES, ts=literal)
    yield "a snooze until nobody knows when", COMMANDS, written(COMMANDS, kind="snooze", until="tomorrow")
    yield "a receipt at no time", RECEIPTS, written(RECEIPTS, ts="-")
    yield "feedback without an offset", FEEDBACK, written(FEEDBACK, ts="2024-05-31T12:00:00")


def before_2000() -> Iterator[Row]:
    for ts in (
        "1999-12-31T23:59:59Z",
        "1999-12-31T23:59:59.999Z",
        "2000-01-01T00:30:00+01:00",
        "1970-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        946_684_799_999,
        0,
        -1,
        1_717_200_000,
        -62_135_596_800_000,
        -62_135_596_800_001,
        -(10**30),
    ):
        yield str(ts), CLICKS, written(CLICKS, ts=ts)
    yield "a purchase in seconds", PURCHASES, written(PURCHASES, ts=1_717_200_000)
    yield "a tick", COMMANDS, written(COMMANDS, kind="tick", customer_id=None, ts=0)


def in_the_future() -> Iterator[Row]:
    for name, ts in (
        ("text", "2999-01-01T00:00:00Z"),
        ("the last moment there is", "9999-12-31T23:59:59-14:00"),
        ("a number", 32_472_144_000_000),
        ("microseconds", 1_717_200_000_000_000),
        ("nanoseconds", 1_717_200_000_000_000_000),
        ("the last number", 253_402_300_799_999),
        ("one more", 253_402_300_800_000),
        ("a number of 31 digits", 10**30),
        ("a number of 401 digits", 10**400),
    ):
        yield name, CLICKS, written(CLICKS, ts=ts)
    yield "feedback", FEEDBACK, written(FEEDBACK, ts="2999-01-01T00:00:00+02:00")
    yield "a tick", COMMANDS, written(COMMANDS, kind="tick", customer_id=None, ts="2999-01-01T00:00:00Z")


def unknown_currency() -> Iterator[Row]:
    for currency in ("", "gbp", "GB", "GBPX", "£", "GBP ", "GBP\n", "pounds", "G8P"):
        yield repr(currency), PURCHASES, written(PURCHASES, currency=currency)
