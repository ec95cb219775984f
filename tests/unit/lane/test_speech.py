"""Outcomes as messages: packs stay under their bound, dead letters keep what they are about."""

import pytest
from msgspec import json

from harken.batch import Outcome, Record, Reject
from harken.dead_letter import Reason, from_record
from harken.example import ExamplePack, VisitExample
from harken.features import FEATURE_NAMES
from harken.lane.speech import KEPT_BYTES, MAX_PACK_BYTES, Speech
from harken.outbox import Message
from tests.pages.alert_stories import tell
from tests.unit.lane.turns import NAMES

SPEECH = Speech(NAMES, FEATURE_NAMES)
_pack = json.Decoder(ExamplePack)
_visits = json.Decoder(list[VisitExample])


def outcome(visits: list[VisitExample], rejects: tuple[Reject, ...] = ()) -> Outcome:
    return Outcome(
        consumed=0,
        clock_s=0.0,
        customers={},
        removed=(),
        publish=("ada",),
        wakeups={},
        alerts=(),
        predictions=(),
        churn_examples=(),
        rhythm_examples=(),
        visit_examples=visits,
        rejects=rejects,
        counts={},
    )


def visit(n: int, item_bytes: int) -> VisitExample:
    return VisitExample(f"0|clicks|{n}|0", 1.0, "i" * item_bytes, None, 1.0, [], [], seen=False)


@pytest.mark.parametrize(("count", "item_bytes"), [(1, 10), (999, 10), (2500, 10), (1500, 700), (40, 60_000)])
def test_packs_are_under_the_bound_and_hold_every_example_once_in_order(count: int, item_bytes: int) -> None:
    visits = [visit(n, item_bytes) for n in range(count)]
    messages = SPEECH.outbox(3, outcome(visits)).messages
    packs = [_pack.decode(message.value or b"") for message in messages]
    assert all(len(bytes(pack.examples)) <= MAX_PACK_BYTES for pack in packs)
    assert [one for pack in packs for one in _visits.decode(pack.examples)] == visits
    assert {(message.topic, message.key) for message in messages} == {("t.examples", b"visit")}
    assert {(pack.model, pack.lane) for pack in packs} == {("visit", 3)}
    assert len(packs) <= 2 * (1 + count * (item_bytes + 50) // MAX_PACK_BYTES) + count // 1000


def test_visits_go_to_every_shard_under_its_name() -> None:
    visits = [visit(n, 10) for n in range(1500)]
    names = ("visit", "visit:0/2", "visit:1/2")
    messages = Speech(NAMES, FEATURE_NAMES, names).outbox(3, outcome(visits)).messages
    for name in names:
        packs = [_pack.decode(one.value or b"") for one in messages if one.key == name.encode()]
        assert {pack.model for pack in packs} == {name}
        assert [one for pack in packs for one in _visits.decode(pack.examples)] == visits


def test_an_example_that_is_too_large_for_a_pack_goes_alone() -> None:
    visits = [visit(0, 10), visit(1, MAX_PACK_BYTES + 1), visit(2, 10)]
    packs = [_pack.decode(message.value or b"") for message in SPEECH.outbox(0, outcome(visits)).messages]
    assert [len(_visits.decode(pack.examples)) for pack in packs] == [1, 1, 1]


def test_no_examples_make_no_pack() -> None:
    box = SPEECH.outbox(0, outcome([]))
    assert (box.messages, box.customers) == ([], ["ada"])


def test_a_refused_record_keeps_its_bytes_and_says_where_it_was() -> None:
    record = Record("clicks", 5, 17, b"k", b"{", 1234)
    (message,) = SPEECH.outbox(0, outcome([], (Reject(record, Reason.WRONG_TYPE, "why"),))).messages
    letter = from_record(message.key, message.value, message.headers)
    assert (message.topic, letter.key, letter.value) == ("t.dead-letters", b"k", b"{")
    assert (letter.topic, letter.partition, letter.offset, letter.at_ms) == ("t.clicks", 5, 17, 1234)
    assert (letter.reason, letter.detail) == (Reason.WRONG_TYPE, "why")


def test_what_the_broker_will_never_take_becomes_a_dead_letter_with_its_beginning() -> None:
    value = b"x" * (KEPT_BYTES * 2)
    refused = SPEECH.refuse(Message("t.customers", b"ada", value), "MSG_SIZE_TOO_LARGE")
    letter = from_record(refused.key, refused.value, refused.headers)
    assert refused.topic == "t.dead-letters"
    assert (letter.reason, letter.detail, letter.topic) == (Reason.UNDELIVERABLE, "MSG_SIZE_TOO_LARGE", "t.customers")
    assert letter.length == len(value)
    assert len(refused.key or b"") + len(refused.value or b"") <= KEPT_BYTES


def test_a_dead_letter_that_is_refused_again_still_names_its_own_source() -> None:
    record = Record("clicks", 5, 17, b"k", b"x" * (KEPT_BYTES * 2), 1234)
    first = SPEECH.dead_letter(Reject(record, Reason.TOO_LARGE, "why"))
    second = SPEECH.refuse(first, "MSG_SIZE_TOO_LARGE")
    letter = from_record(second.key, second.value, second.headers)
    assert (letter.reason, letter.topic, letter.offset) == (Reason.TOO_LARGE, "t.clicks", 17)
    assert letter.length == KEPT_BYTES * 2


def test_alerts_say_that_they_are_cloudevents_in_structured_mode() -> None:
    customers, ops = tell("detractor").values(), tell("topic_silent").values()
    said = outcome([])._replace(alerts=list(customers), ops=list(ops))  # type: ignore[arg-type] # stories of either
    headers = [(message.topic, dict(message.headers)) for message in SPEECH.outbox(0, said).messages]
    structured = {"content-type": b"application/cloudevents+json"}
    assert headers == [("t.alerts", structured)] * 2 + [("t.ops", structured)] * 2
