"""JSON Schemas (2020-12) of everything that goes over a wire, by name."""

from collections.abc import Sequence
from inspect import cleandoc
from typing import Any, Final

from msgspec import Struct, json

from harken.alert import Alert, AlertData
from harken.dead_letter import DeadLetter
from harken.document import CustomerDocument
from harken.errors import HarkenError
from harken.events import Click, Command, Feedback, Purchase, Receipt
from harken.example import ChurnExample, ExamplePack, RhythmExample, ValueExample, VisitExample
from harken.item import Item
from harken.model_record import ModelRecord
from harken.ops_alert import OpsAlert, OpsData
from harken.prediction import Prediction
from harken.served import ListTaking, ServedList

#: Every schema by its name; a new wire type gets a line here and with it the tests.
SCHEMAS: Final[tuple[tuple[str, type[Struct]], ...]] = (
    ("click", Click),
    ("purchase", Purchase),
    ("feedback", Feedback),
    ("receipt", Receipt),
    ("command", Command),
    ("item", Item),
    ("customer", CustomerDocument),
    ("alert", Alert),
    ("alert-data", AlertData),
    ("ops-alert", OpsAlert),
    ("ops-data", OpsData),
    ("prediction", Prediction),
    ("served-list", ServedList),
    ("list-taking", ListTaking),
    ("example-pack", ExamplePack),
    ("churn-example", ChurnExample),
    ("rhythm-example", RhythmExample),
    ("value-example", ValueExample),
    ("visit-example", VisitExample),
    ("model-record", ModelRecord),
    ("dead-letter", DeadLetter),
)
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


class UnknownSchema(HarkenError):
    """No schema has this name."""


def schema_id(name: str) -> str:
    """The name of a schema for the world, as in an alert's `dataschema`."""
    return f"urn:harken:schema:{name}:1"


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema of that name, with `$id`, title and description; raises UnknownSchema."""
    struct = dict(SCHEMAS).get(name)
    if struct is None:
        raise UnknownSchema(f"no schema {name!r}; there are {', '.join(known for known, _ in SCHEMAS)}")
    schema = json.decode(json.encode(json.schema(struct)))  # defaults as JSON has them, not as Python does
    for definition in schema["$defs"].values():
        definition["description"] = cleandoc(definition["description"])
    description = schema["$defs"][struct.__name__]["description"]
    return {"$schema": _DIALECT, "$id": schema_id(name), "title": name, "description": description, **schema}


def component_schemas(names: Sequence[str], place: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same schemas as parts of one document, where each definition stands once.

    Parameters
    ----------
    names : of schemas, as in SCHEMAS.
    place : where the definitions will stand in the document, as a JSON pointer (`#/components/schemas`).

    Returns
    -------
    A reference by name, and the definitions by theirs.
    """
    structs = [dict(SCHEMAS)[name] for name in names]
    made, definitions = json.schema_components(structs, ref_template=f"{place}/{{name}}")
    definitions = json.decode(json.encode(definitions))
    for definition in definitions.values():
        definition["description"] = cleandoc(definition["description"])
    return dict(zip(names, made, strict=True)), definitions
