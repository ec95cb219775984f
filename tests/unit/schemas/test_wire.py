"""What harken says goes over the wire and comes back: alerts, documents, examples, predictions."""

import re

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # ships no types; of the tests only
from msgspec import Raw, Struct, json
from msgspec.structs import replace

from harken.alert import Alert, AlertData, CustomerSummary
from harken.document import (
    Activity,
    AlertState,
    Churn,
    CustomerDocument,
    Profile,
    Reason,
    Recommendation,
    Satisfaction,
    Value,
)
from harken.example import ChurnExample, ExamplePack, RhythmExample, ValueExample, VisitExample
from harken.prediction import Prediction
from harken.schema import SCHEMAS, json_schema

AT_MS = 1_717_200_000_000
REASONS = (Reason("silence", "silent for 63 days, usually every 9", 1.25), Reason("prior", "bought 7 times", -0.5))

ALERT = Alert(
    id="ada|churn_risk|1|raised",
    source="harken/default",
    type="com.harken.alert.churn_risk.raised",
    subject="ada",
    time="2024-06-01T00:00:00.000Z",
    dataschema="urn:harken:schema:alert-data:1",
    severitytext="warning",
    episode="ada|churn_risk|1",
    data=AlertData(
        kind="churn_risk",
        transition="raised",
        severity="warning",
        score=0.81,
        threshold=0.7,
        reasons=REASONS,
        customer=CustomerSummary(orders=7, net_minor=41_250, currency="GBP", last_seen_ms=AT_MS),
        recommendations=(Recommendation("sku-9", 0.4, "often bought after sku-1"),),
        suggested_action="offer help",
    ),
)
DOCUMENT = CustomerDocument(
    id="ada",
    version=12,
    at_ms=AT_MS,
    profile=Profile(first_seen_ms=AT_MS - 1, last_seen_ms=AT_MS, channels={"web": 3, "other": 1}),
    activity=Activity(clicks=3, orders=1, first_order_ms=AT_MS, last_order_ms=AT_MS),
    value=Value(currency="GBP", spent_minor=2_500, net_minor=2_500),
    churn=Churn(0.3, "low", 7_776_000.0, REASONS, 0.9, "churn-17", AT_MS),
    satisfaction=Satisfaction(0.9, 1.5, AT_MS),
    recommendations=(Recommendation("sku-9", 0.4, "popular"),),
    alerts={"churn_risk": AlertState("pending", 1, AT_MS)},
)
VISIT = VisitExample("0|clicks|17|0", 1.7e9, "sku-1", None, 0.5, ["sku-2"], [True], False)
CHURN = ChurnExample(
    cause="0|churn|ada|1717200000",
    at_s=1.7e9,
    known_s=1.71e9,
    features=[0.5, -1.0],
    score=0.3,
    prior_logit=-0.8,
    version="churn-17",
    silent_s=86_400.0,
    left=False,
)
RHYTHM = RhythmExample(cause="0|rhythm|ada|1", known_s=1.7e9, customer_id="ada", repeats=2, recency_d=30.0, age_d=90.0)
VALUE = ValueExample(
    cause="0|snapshot|ada|1", known_s=1.7e9, customer_id="ada", repeats=2, mean_minor=1999.5, stake_minor=4321.25
)
PREDICTION = Prediction(
    id="ada|churn|1717200000",
    customer_id="ada",
    model="churn",
    version="churn-17",
    score=0.3,
    features={"silence": 0.5},
    reasons=REASONS,
    at_ms=AT_MS,
    due_ms=AT_MS + 7_776_000_000,
)
PACK = ExamplePack(model="churn", lane=3, names=("silence", "orders"), examples=Raw(json.encode([CHURN])))

SAMPLES: tuple[tuple[str, Struct], ...] = (
    ("alert", ALERT),
    ("alert-data", ALERT.data),
    ("customer", DOCUMENT),
    ("visit-example", VISIT),
    ("churn-example", CHURN),
    ("churn-example", replace(CHURN, override=0.75)),
    ("rhythm-example", RHYTHM),
    ("value-example", VALUE),
    ("prediction", PREDICTION),
    ("prediction", replace(PREDICTION, override=0.75)),
    ("example-pack", PACK),
)


@pytest.mark.parametrize(("name", "sample"), [pair for pair in SAMPLES if pair[0] != "example-pack"])
def test_what_is_written_is_read_back_the_same(name: str, sample: Struct) -> None:
    assert json.decode(json.encode(sample), type=dict(SCHEMAS)[name]) == sample


@pytest.mark.parametrize(("name", "sample"), SAMPLES)
def test_what_is_written_validates_against_its_schema(name: str, sample: Struct) -> None:
    Draft202012Validator(json_schema(name)).validate(json.decode(json.encode(sample)))


def test_a_pack_gives_its_examples_back() -> None:
    pack = json.decode(json.encode(PACK), type=ExamplePack)
    assert (pack.model, pack.lane, pack.names) == ("churn", 3, ("silence", "orders"))
    assert json.decode(pack.examples, type=list[ChurnExample]) == [CHURN]


def test_an_alert_carries_every_attribute_that_cloudevents_requires() -> None:
    #  CloudEvents 1.0.2, section 3.1: required attributes; naming: lower-case letters and digits
    written = json.decode(json.encode(ALERT))
    assert written["specversion"] == "1.0"
    assert written["datacontenttype"] == "application/json"
    assert {"id", "source", "type"} <= written.keys()
    assert all(re.fullmatch("[a-z0-9]{1,20}", name) for name in written)


def test_a_public_document_reads_a_customer_with_state_beside_it() -> None:
    written = {**json.decode(json.encode(DOCUMENT)), "state": {"anything": [1]}}
    assert json.decode(json.encode(written), type=CustomerDocument) == DOCUMENT
