"""The JSON Schemas say what decoding does: good events validate, badly shaped ones do not."""

import json

import pytest
from hypothesis import given

#  jsonschema ships no types; it is a library of the tests only.
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from harken.encode import encode
from harken.events import TYPES, Event
from harken.reason import Reason
from harken.schema import SCHEMAS, UnknownSchema, json_schema, schema_id
from tests.corpus.bad_events import BAD, BadEvent
from tests.corpus.good_events import ODD, GoodEvent, good
from tests.corpus.strategies import events

VALIDATORS = {topic: Draft202012Validator(json_schema(name)) for name, topic in TYPES}

#: What a schema can say. Numbers that JSON has no words for are none to a validator, and one field's need of another
#: (whom a command is for) is told in prose; 3.0 is a whole number in JSON Schema and none in ours.
SHAPES = {Reason.NOT_AN_OBJECT, Reason.MISSING_FIELD, Reason.WRONG_TYPE, Reason.UNKNOWN_KIND, Reason.OUT_OF_RANGE}
BEYOND = ("NaN", "Infinity", "1e400", "digits", ": whom to", "is 3.0")
SHAPELESS = [
    bad
    for bad in BAD
    if bad.reason in {*SHAPES, Reason.UNKNOWN_CURRENCY} and not any(words in bad.name for words in BEYOND)
]


@pytest.mark.parametrize("name", [name for name, _ in SCHEMAS])
def test_a_schema_is_a_valid_one_with_an_id_a_title_and_a_description(name: str) -> None:
    schema = json_schema(name)
    Draft202012Validator.check_schema(schema)
    assert (schema["$id"], schema["title"]) == (schema_id(name), name)
    assert len(schema["description"]) > 10
    assert json.loads(json.dumps(schema)) == schema


def test_every_event_has_a_schema_under_its_type() -> None:
    assert {name for name, _ in TYPES} <= {name for name, _ in SCHEMAS}


def test_an_unknown_schema_says_which_there_are() -> None:
    with pytest.raises(UnknownSchema, match="click, purchase"):
        json_schema("clicks")


@pytest.mark.parametrize("record", [*good(3), *ODD], ids=lambda record: record.id)
def test_what_decodes_validates(record: GoodEvent) -> None:
    VALIDATORS[record.topic].validate(json.loads(record.value))


@given(events)
def test_what_we_write_validates(event: Event) -> None:
    name = type(event).__name__.lower()
    Draft202012Validator(json_schema(name)).validate(json.loads(encode(event)))


@pytest.mark.parametrize("bad", SHAPELESS, ids=lambda bad: bad.name)
def test_what_has_the_wrong_shape_does_not_validate(bad: BadEvent) -> None:
    assert bad.value is not None
    assert not VALIDATORS[bad.topic].is_valid(json.loads(bad.value))
