"""The AsyncAPI document is one, says what the code says, and its examples are what is sent."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest

#  jsonschema ships no types; it is a library of the tests only.
from jsonschema import Draft7Validator, Draft202012Validator  # type: ignore[import-untyped]

from harken.asyncapi import describe, written
from harken.dead_letter import from_record
from harken.dead_letter_mark import read_mark
from harken.decode import decode
from harken.events import INBOUND, TYPES
from harken.schema import SCHEMAS
from harken.settings import load_settings
from harken.topics import TOPICS
from harken.transport.app import create_app
from tests.unit.cli.test_cli import harken

HERE = Path(__file__).parent
PAGE = HERE.parents[2] / "docs" / "reference" / "asyncapi.json"
OFFICIAL = HERE / "specification" / "asyncapi-3.0.0.json"
DOCUMENT = describe(load_settings({}))
MESSAGES: dict[str, Any] = DOCUMENT["components"]["messages"]
EXAMPLES = [(name, n) for name, message in MESSAGES.items() for n in range(len(message["examples"]))]


def validator(schema: Any) -> Draft202012Validator:
    """Of a schema that stands in the document."""
    return Draft202012Validator({**DOCUMENT, **schema})


def references(part: Any) -> list[str]:
    """Every `$ref` inside."""
    if isinstance(part, list):
        return [found for each in part for found in references(each)]
    if not isinstance(part, dict):
        return []
    here = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
    return here + [found for each in part.values() for found in references(each)]


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == written(DOCUMENT), "make docs"


def test_it_is_valid_by_the_official_schema() -> None:
    official = Draft7Validator(json.loads(OFFICIAL.read_text(encoding="utf-8")))
    assert [error.message for error in official.iter_errors(DOCUMENT)] == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda document: document.pop("info"),
        lambda document: document.update(asyncapi="2.6.0"),
        lambda document: document["channels"]["alerts"].update(unheard=1),
        lambda document: document["channels"]["alerts"]["bindings"]["kafka"].update(partitions="many"),
        lambda document: document["operations"]["activity-sends-alerts"].update(action="publish"),
        lambda document: document["components"]["messages"]["alert"].update(contentType=7),
        lambda document: document["components"]["schemas"]["Alert"].update(type="thing"),
    ],
)
def test_the_official_schema_sees_what_is_wrong_in_it(spoil: Any) -> None:
    document = json.loads(written(DOCUMENT))
    spoil(document)
    assert not Draft7Validator(json.loads(OFFICIAL.read_text(encoding="utf-8"))).is_valid(document)


def test_the_official_schema_is_unchanged() -> None:
    notice = (HERE / "specification" / "NOTICE.md").read_text(encoding="utf-8")
    assert sha256(OFFICIAL.read_bytes()).hexdigest() in notice


def test_every_reference_leads_somewhere_and_every_schema_is_used() -> None:
    found = references(DOCUMENT)
    for reference in found:
        part: Any = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]
    assert {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]} <= set(found)
    assert {f"#/components/messages/{name}" for name in MESSAGES} <= set(found)


def test_every_topic_is_a_channel_kept_as_it_is_made() -> None:
    settings = load_settings({}, topic_prefix="mine.", partitions=5, replication=3, retention_h=2)
    channels = describe(settings)["channels"]
    assert list(channels) == [topic.name for topic in TOPICS]
    for topic in TOPICS:
        kafka = channels[topic.name]["bindings"]["kafka"]
        assert channels[topic.name]["address"] == kafka["topic"] == f"mine.{topic.name}"
        assert (kafka["partitions"], kafka["replicas"]) == (5, 3)
        kept = kafka["topicConfiguration"]
        assert kept["cleanup.policy"] == ["compact" if topic.compact else "delete"]
        assert kept["max.message.bytes"] == topic.max_bytes
        assert kept.get("retention.ms") == (None if topic.compact else topic.retention_ms or 2 * 3_600_000)


@pytest.mark.parametrize("role", ["activity", "learner"])
def test_the_group_of_a_role_is_the_one_it_joins(role: str) -> None:
    settings = load_settings({}, instance="elsewhere")
    reads = [
        operation["bindings"]["kafka"]["groupId"]["enum"]
        for name, operation in describe(settings)["operations"].items()
        if name.startswith(f"{role}-reads-")
    ]
    group = create_app(settings, None, role).conf.id  # type: ignore[arg-type]  # it takes nothing in here
    assert reads == [[group]] * (len(INBOUND) if role == "activity" else 2)


def test_every_message_has_examples_a_key_and_a_content_type() -> None:
    for message in MESSAGES.values():
        assert message["examples"]
        assert message["bindings"]["kafka"]["key"]["description"]
        assert message["contentType"]


@pytest.mark.parametrize(("name", "n"), EXAMPLES)
def test_an_example_validates_against_its_own_schema(name: str, n: int) -> None:
    message = MESSAGES[name]
    example = message["examples"][n]
    validator(message["payload"]).validate(example["payload"])
    assert ("headers" in example) == ("headers" in message)
    if "headers" in message:
        validator(message["headers"]).validate(example["headers"])


@pytest.mark.parametrize("name", [name for name in MESSAGES if "$ref" in MESSAGES[name]["payload"]])
def test_the_schema_of_a_message_refuses_what_is_not_one(name: str) -> None:
    (example, *_) = MESSAGES[name]["examples"]
    assert not validator(MESSAGES[name]["payload"]).is_valid({**example["payload"], "id": 7, "model": 7, "item_id": 7})


@pytest.mark.parametrize(("name", "n"), EXAMPLES)
def test_an_example_is_read_by_the_code_that_reads_them_all(name: str, n: int) -> None:
    example = MESSAGES[name]["examples"][n]
    value = json.dumps(example["payload"]).encode()
    headers = [(header, text.encode()) for header, text in example.get("headers", {}).items()]
    match name:
        case "dead-letter":
            from_record(b"ada", example["payload"].encode(), headers)
        case "dead-letter-mark":
            assert read_mark(headers) is not None
        case _ if name in dict(TYPES):
            key = example["payload"].get("customer_id", "").encode()
            decode(dict(TYPES)[name], key, value, timestamp_ms=2_000_000_000_000, future_s=0)
        case _:
            msgspec.json.decode(value, type=dict(SCHEMAS)[name])


def test_the_command_prints_it_with_the_names_that_are_configured() -> None:
    printed = json.loads(harken("asyncapi", HARKEN_TOPIC_PREFIX="mine.").stdout)
    assert printed == json.loads(written(describe(load_settings({}, topic_prefix="mine."))))
