"""Objects that are no events: another's envelope, fields missing or of the wrong type, words we do not know."""

import json
from collections.abc import Iterator

from harken.events import CLICKS, COMMANDS, FEEDBACK, PURCHASES, RECEIPTS
from tests.corpus.good_events import BASES, written

Row = tuple[str, str, bytes | None]


def _without(topic: str, *fields: str) -> bytes:
    return json.dumps({name: value for name, value in BASES[topic].items() if name not in fields}).encode()


def unknown_dialect() -> Iterator[Row]:
    at = "2024-05-31T12:00:00.000Z"
    for name, topic, fields in (
        ("nothing", CLICKS, {}),
        ("a stranger", CLICKS, {"hello": "world"}),
        ("ours, wrapped", CLICKS, {"event": BASES[CLICKS]}),
        ("names in capitals", CLICKS, {"ID": "c-1", "Customer_Id": "ada", "TS": at}),
        (
            "Segment, track",
            CLICKS,
            {"type": "track", "event": "Product Viewed", "messageId": "m", "userId": "ada", "timestamp": at},
        ),
        ("Segment, page", CLICKS, {"type": "page", "messageId": "m", "anonymousId": "a", "timestamp": at}),
        (
            "RudderStack, order",
            PURCHASES,
            {"type": "track", "event": "Order Completed", "userId": "ada", "properties": {"order_id": "o"}},
        ),
        ("Segment with an id of its own", FEEDBACK, {"id": "x", "event": "Product Reviewed", "messageId": "m"}),
        ("GA4, exported", CLICKS, {"event_name": "view_item", "event_params": [], "user_pseudo_id": "a"}),
        ("GA4, measurement protocol", PURCHASES, {"client_id": "1.2", "events": [{"name": "purchase"}]}),
        ("GA4, app", CLICKS, {"app_instance_id": "i", "events": []}),
        ("Snowplow", CLICKS, {"event_id": "e", "event_name": "link_click", "derived_tstamp": at, "user_id": "ada"}),
        ("Snowplow, anonymous", CLICKS, {"event_id": "e", "event": "page_view", "domain_userid": "d"}),
        (
            "CloudEvents",
            PURCHASES,
            {"specversion": "1.0", "id": "e", "source": "/shop", "type": "order", "data": BASES[PURCHASES]},
        ),
        ("PostHog", FEEDBACK, {"event": "survey sent", "distinct_id": "ada", "properties": {"$survey_response": 9}}),
        ("Mixpanel", CLICKS, {"event": "view", "properties": {"distinct_id": "ada", "time": 1}}),
        ("Amplitude", CLICKS, {"user_id": "ada", "event_type": "view", "time": 1}),
        ("a stranger with infinity", CLICKS, {"n": float("inf")}),
    ):
        yield name, topic, json.dumps(fields).encode()


def missing_field() -> Iterator[Row]:
    required = {
        CLICKS: ("id", "customer_id", "ts", "kind"),
        PURCHASES: ("id", "customer_id", "ts"),
        FEEDBACK: ("id", "customer_id", "ts", "kind"),
        RECEIPTS: ("id", "customer_id", "ts", "alert_id", "outcome"),
        COMMANDS: ("id", "ts", "kind"),
    }
    for topic, fields in required.items():
        for field in fields:
            yield f"{field} of {topic} absent", topic, _without(topic, field)
            yield f"{field} of {topic} null", topic, written(topic, **{field: None})
        yield f"all but the id of {topic}", topic, b'{"id": "x"}'
    for kind in ("acknowledge", "snooze", "override", "mute", "erase"):
        yield f"whom to {kind}", COMMANDS, written(COMMANDS, kind=kind, customer_id=None)
    yield "item_id of a line", PURCHASES, written(PURCHASES, items=[{"item_id": "s"}, {"price": 1}])
    yield "item_id of a line null", PURCHASES, written(PURCHASES, items=[{"item_id": None}])


def wrong_type() -> Iterator[Row]:
    table: tuple[tuple[str, str, tuple[object, ...]], ...] = (
        (CLICKS, "id", (1, 1.5, True, [], {}, ["c-1"])),
        (CLICKS, "customer_id", (42, False, ["ada"], {"id": "ada"})),
        (CLICKS, "ts", (True, [], {}, [2024, 6, 1], {"seconds": 1})),
        (CLICKS, "kind", (1, True, ["view"])),
        (CLICKS, "item_id", (8841, 1.5)),
        (CLICKS, "price", ("12.50", "", True, [])),
        (CLICKS, "position", ("3", 3.0, 3.5, True)),
        (CLICKS, "url", (1, ["https://shop.example"])),
        (CLICKS, "properties", ("a", 1, [], [["a", 1]], True)),
        (CLICKS, "session_id", (77112,)),
        (PURCHASES, "kind", (None, 0)),
        (PURCHASES, "currency", (826, ["GBP"])),
        (PURCHASES, "total", ("25.00", "GBP 25", {"amount": 25})),
        (PURCHASES, "items", (None, "sku-1", {}, {"item_id": "sku-1"}, 1)),
        (PURCHASES, "items", (["sku-1"], [None], [[]], [{"item_id": 1}], [{"item_id": "s", "quantity": "2"}])),
        (PURCHASES, "items", ([{"item_id": "s", "quantity": None}], [{"item_id": "s", "price": True}])),
        (PURCHASES, "order_id", (1001,)),
        (FEEDBACK, "score", ("9", "nine", True)),
        (FEEDBACK, "text", (1, ["too", "slow"], {"en": "slow"})),
        (RECEIPTS, "alert_id", (1, {})),
        (RECEIPTS, "outcome", (1, True)),
        (COMMANDS, "until", (True, [])),
        (COMMANDS, "customer_id", (1,)),
    )
    for topic, field, wrongs in table:
        for wrong in wrongs:
            yield f"{field} of {topic} is {json.dumps(wrong)}", topic, written(topic, **{field: wrong})


def unknown_kind() -> Iterator[Row]:
    for topic, field, kinds in (
        (CLICKS, "kind", ("", "View", "views", "purchase", "page_view", " view")),
        (PURCHASES, "kind", ("", "order_completed", "Order", "subscription")),
        (FEEDBACK, "kind", ("NPS", "stars", "complaint")),
        (RECEIPTS, "outcome", ("", "opened", "Acted")),
        (COMMANDS, "kind", ("", "delete", "reset", "tock")),
    ):
        for kind in kinds:
            yield f"{field} of {topic} is {kind!r}", topic, written(topic, **{field: kind})
