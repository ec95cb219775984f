"""The corpus of bad events: each is refused for exactly its reason, and what is merely odd is not refused."""

from collections import Counter

import pytest

from harken.decode import decode, decode_line
from harken.errors import MAX_DETAIL_CHARS, MalformedEvent
from harken.events import INBOUND
from harken.reason import Reason
from tests.corpus.bad_events import BAD, BadEvent
from tests.corpus.good_events import BROKER_MS, FUTURE_S, ODD, GoodEvent, good

#: What is found later than in the bytes.
NOT_FROM_BYTES = {Reason.FOLD_FAILED, Reason.UNDELIVERABLE}


@pytest.mark.parametrize("bad", BAD, ids=[bad.name for bad in BAD])
def test_a_bad_event_is_refused_for_exactly_its_reason(bad: BadEvent) -> None:
    with pytest.raises(MalformedEvent) as refusal:
        decode(bad.topic, bad.key, bad.value, BROKER_MS, FUTURE_S)
    assert refusal.value.reason == bad.reason, refusal.value.detail
    assert 0 < len(refusal.value.detail) <= MAX_DETAIL_CHARS


@pytest.mark.parametrize("odd", ODD, ids=[odd.id for odd in ODD])
def test_what_is_only_odd_decodes(odd: GoodEvent) -> None:
    assert decode(odd.topic, odd.key, odd.value, BROKER_MS, FUTURE_S).id


def test_the_good_ones_between_decode_to_themselves() -> None:
    for record in good(50):
        assert decode(record.topic, record.key, record.value, BROKER_MS, FUTURE_S).id == record.id


def test_the_corpus_has_two_hundred_events_and_every_reason_at_least_five_times() -> None:
    counts = Counter(bad.reason for bad in BAD)
    assert len(BAD) >= 200
    assert set(counts) == set(Reason) - NOT_FROM_BYTES
    assert min(counts.values()) >= 5
    assert {bad.topic for bad in BAD} == set(INBOUND)


def test_every_bad_event_has_a_name_and_a_record_of_its_own() -> None:
    assert max(Counter(bad.name for bad in BAD).values()) == 1
    assert max(Counter((bad.topic, bad.key, bad.value) for bad in BAD).values()) == 1


@pytest.mark.parametrize("bad", [bad for bad in BAD if bad.value], ids=lambda bad: bad.name)
def test_no_bad_value_is_a_line(bad: BadEvent) -> None:
    assert bad.value is not None
    with pytest.raises(MalformedEvent):
        decode_line(bad.value)
