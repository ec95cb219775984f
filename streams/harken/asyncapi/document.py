"""The document, put together: what `harken topics create` makes, what travels on it, and who reads and writes it."""

from typing import Any, Final, NamedTuple

import orjson

from harken.asyncapi.forms import Form, forms
from harken.events import TYPES
from harken.item import ITEMS
from harken.model_record import MODELS
from harken.schema import component_schemas
from harken.settings import Settings
from harken.topics import TOPICS, Topic, kept, topic_name
from harken.version import harken_version

VERSION: Final = "3.0.0"
BINDING: Final = "0.5.0"
_SCHEMAS: Final = "#/components/schemas"

ABOUT: Final = """What harken reads and writes, one channel a Kafka topic.

The five inbound topics of events have the same number of partitions and the same keys: partition p of all of them is
lane p. So producers use Kafka's default partitioner (murmur2; librdkafka calls it `murmur2_random`).

Outbound messages come at least once; each has an identity of its own (an id, a version, a cause) by which a repetition
is known. CloudEvents are in structured JSON, as their `content-type` says; else only dead letters have headers."""


class Traffic(NamedTuple):
    """What is on a topic: the messages (names of their forms), what for, and which roles of harken send and read."""

    messages: tuple[str, ...]
    about: str
    read_by: tuple[str, ...] = ()
    sent_by: tuple[str, ...] = ()


_INBOUND: Final = {
    topic: Traffic((name,), f"Inbound: one {name} a record.", read_by=("activity",)) for name, topic in TYPES
}
#: A new topic gets a line here.
TRAFFIC: Final[dict[str, Traffic]] = {
    **_INBOUND,
    ITEMS: Traffic(
        ("item",), "Inbound: what the shop says of an item; no value: nothing, any more.", read_by=("learner",)
    ),
    "alerts": Traffic(("alert",), "What somebody should act upon, once an id.", sent_by=("activity",)),
    "customers": Traffic(
        ("customer",),
        "The newest document of each customer; the highest `version` counts, no value: removed.",
        sent_by=("activity",),
    ),
    "predictions": Traffic(
        ("prediction", "served-list", "list-taking"),
        "Every score whose label will be known; and served lists, with what was taken of them.",
        sent_by=("activity",),
    ),
    "examples": Traffic(("example-pack",), "Between harken's own roles.", read_by=("learner",), sent_by=("activity",)),
    MODELS: Traffic(
        ("model-record",),
        "What each model has learned and how good it is, and which scores; no value: it competes no more.",
        sent_by=("learner",),
    ),
    "dead-letters": Traffic(
        ("dead-letter", "dead-letter-mark"), "What could not be applied.", sent_by=("activity", "learner")
    ),
    "ops": Traffic(("ops-alert",), "For whoever runs harken.", sent_by=("activity", "learner")),
}


def describe(settings: Settings) -> dict[str, Any]:
    """The AsyncAPI document (3.0.0) of an installation.

    Parameters
    ----------
    settings : names, partitions, retention.
    """
    all_forms = forms()
    named = [form.name for form in all_forms if form.payload is None]
    payloads, schemas = component_schemas(named, _SCHEMAS)
    return {
        "asyncapi": VERSION,
        "info": {
            "title": "harken",
            "version": harken_version(),
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(settings, topic) for topic in TOPICS},
        "operations": dict(each for topic in TOPICS for each in _operations(settings, topic.name)),
        "components": {
            "messages": {form.name: _message(form, payloads.get(form.name)) for form in all_forms},
            "schemas": dict(sorted(schemas.items())),
        },
    }


def written(document: dict[str, Any]) -> str:
    """As the command prints it."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n"


def _channel(settings: Settings, topic: Topic) -> dict[str, Any]:
    traffic = TRAFFIC[topic.name]
    configured = kept(settings, topic)
    way = "Kept for ever, the newest record of each key (compacted)" if topic.compact else "Deleted when it is old"
    return {
        "address": topic_name(settings, topic.name),
        "title": topic.name,
        "description": f"{traffic.about} {way}.",
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in traffic.messages},
        "bindings": {
            "kafka": {
                "topic": topic_name(settings, topic.name),
                "partitions": settings.partitions,
                "replicas": settings.replication,
                "topicConfiguration": {
                    "cleanup.policy": [configured["cleanup.policy"]],
                    **{name: int(number) for name, number in configured.items() if name != "cleanup.policy"},
                },
                "bindingVersion": BINDING,
            }
        },
    }


def _operations(settings: Settings, topic: str) -> list[tuple[str, dict[str, Any]]]:
    traffic = TRAFFIC[topic]
    channel = {"$ref": f"#/channels/{topic}"}
    sent = [
        (f"{role}-sends-{topic}", {"action": "send", "channel": channel, "summary": f"The {role} says it."})
        for role in traffic.sent_by
    ]
    return sent + [
        (
            f"{role}-reads-{topic}",
            {
                "action": "receive",
                "channel": channel,
                "summary": f"The {role} applies it.",
                "bindings": {
                    "kafka": {
                        "groupId": {"type": "string", "enum": [f"harken-{settings.instance}-{role}"]},
                        "bindingVersion": BINDING,
                    }
                },
            },
        )
        for role in traffic.read_by
    ]


def _message(form: Form, payload: dict[str, Any] | None) -> dict[str, Any]:
    titled = f"{form.about} (`harken schema {form.name}`)" if form.payload is None else form.about
    return {
        "name": form.name,
        "title": form.name,
        "summary": titled,
        "contentType": form.content_type,
        **({"headers": form.headers} if form.headers else {}),
        "payload": payload or form.payload,
        "bindings": {"kafka": {"key": form.key, "bindingVersion": BINDING}},
        "examples": [
            {"name": f"{form.name}-{n}", "payload": example.payload}
            | ({"headers": example.headers} if example.headers else {})
            for n, example in enumerate(form.examples, 1)
        ],
    }
