"""What each message is besides its schema: its key, its headers, its content type."""

from typing import Any, Final, NamedTuple

from msgspec.structs import fields

from harken.alert import CLOUD_EVENT
from harken.alert import HEADERS as EVENT_HEADERS
from harken.asyncapi import examples
from harken.asyncapi.examples import Example
from harken.dead_letter import HEADERS, DeadLetter
from harken.dead_letter_mark import LETTER, MARK, MARKED_AT_MS, Deed
from harken.events import INBOUND
from harken.example import CHURN, TEXT, VISIT
from harken.reason import Reason

JSON: Final = "application/json"
BYTES: Final = "application/octet-stream"

Schema = dict[str, Any]

CUSTOMER: Final[Schema] = {
    "type": "string",
    "minLength": 1,
    "description": "the customer id in UTF-8, spread by Kafka's default partitioner (murmur2)",
}
ANYBODY: Final[Schema] = {
    "description": f"{CUSTOMER['description']}; a tick has any key or none, and goes to each partition"
}
ITEM: Final[Schema] = {"type": "string", "minLength": 1, "description": "the item id in UTF-8"}
MODEL: Final[Schema] = {
    "type": "string",
    "pattern": rf"^({CHURN}|{VISIT}(:\d+/\d+)?|{TEXT})$",
    "description": f"who learns from it; `{VISIT}:0/2` is the first of two shards (`HARKEN_ITEM_SHARDS`)",
}
CARD: Final[Schema] = {
    "type": "string",
    "minLength": 1,
    "description": "the model as a whole (`churn`), or one of those that compete in it (`churn:kalman`)",
}
TOPIC: Final[Schema] = {
    "type": "string",
    "enum": sorted(INBOUND),
    "description": "the short name of the topic that fell silent",
}
SOURCE: Final[Schema] = {"description": "the refused record's key, byte by byte, or none"}


def _texts(names: dict[str, Schema], required: list[str]) -> Schema:
    return {"type": "object", "properties": names, "required": required}


def _letter_headers() -> Schema:
    must = {field.name for field in fields(DeadLetter) if field.required}
    texts: dict[str, Schema] = {
        name: {"type": "string", "description": f"`{field}` in UTF-8"} for name, field in HEADERS
    }
    texts["harken-reason"]["enum"] = [str(reason) for reason in Reason]
    return _texts(texts, [name for name, field in HEADERS if field in must])


def _structured() -> Schema:
    """Of a CloudEvent in structured mode."""
    texts: dict[str, Schema] = {name: {"type": "string", "const": text.decode()} for name, text in EVENT_HEADERS}
    return _texts(texts, list(texts))


def _mark_headers() -> Schema:
    texts: dict[str, Schema] = {
        MARK: {"type": "string", "enum": [str(deed) for deed in Deed], "description": "what was done with the letter"},
        LETTER: {
            "type": "string",
            "description": "the letter's cause: topic, partition, offset and time of its record",
        },
        MARKED_AT_MS: {"type": "string", "pattern": "^[0-9]+$", "description": "when, epoch milliseconds"},
    }
    return _texts(texts, list(texts))


class Form(NamedTuple):
    """One kind of message.

    Parameters
    ----------
    name : of its schema (`harken schema NAME`) where there is one.
    key, headers : JSON Schemas; no headers are written where there is none.
    payload : its schema where it has no name.
    """

    name: str
    about: str
    key: Schema
    examples: tuple[Example, ...]
    content_type: str = JSON
    headers: Schema | None = None
    payload: Schema | None = None


def forms() -> tuple[Form, ...]:
    """Every kind of message."""
    return (
        Form("command", "An order to harken, in the customer's lane.", ANYBODY, examples.commands()),
        Form("receipt", "What became of an alert.", CUSTOMER, examples.receipts()),
        Form("purchase", "An order, or what undoes or repeats one.", CUSTOMER, examples.purchases()),
        Form("feedback", "A word of the customer's.", CUSTOMER, examples.feedbacks()),
        Form("click", "Something a customer looked at or used.", CUSTOMER, examples.clicks()),
        Form("item", "What a shop says of an item; the newest record of an item holds.", ITEM, examples.items()),
        Form(
            "alert",
            "A kind of alert was raised, escalated or resolved.",
            CUSTOMER,
            examples.alerts(),
            CLOUD_EVENT,
            _structured(),
        ),
        Form("customer", "What harken knows of one customer now.", CUSTOMER, examples.customers()),
        Form("prediction", "A score as it was given.", CUSTOMER, examples.predictions()),
        Form("served-list", "A list that was shown, place by place.", CUSTOMER, examples.served_lists()),
        Form("list-taking", "An event named such a list.", CUSTOMER, examples.list_takings()),
        Form("example-pack", "What the learner learns from.", MODEL, examples.packs()),
        Form("model-record", "A model's card; the newest record of a key holds.", CARD, examples.models()),
        Form(
            "dead-letter",
            "A record that could not be applied, as it came; why is in the headers.",
            SOURCE,
            examples.letters(),
            BYTES,
            _letter_headers(),
            {"description": "the refused record's value, byte by byte; whatever it is"},
        ),
        Form(
            "dead-letter-mark",
            "What was done with an earlier letter.",
            SOURCE,
            examples.marks(),
            BYTES,
            _mark_headers(),
            {"type": "null", "description": "no value"},
        ),
        Form(
            "ops-alert",
            "A topic fell silent, or is back; or a model does worse than it did.",
            TOPIC,
            examples.ops_alerts(),
            CLOUD_EVENT,
            _structured(),
        ),
    )
