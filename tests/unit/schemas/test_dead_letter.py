"""Dead letters: what goes out beside the original bytes, and how it is read back."""

from hashlib import sha256

import pytest
from msgspec.structs import replace

from harken.dead_letter import DeadLetter, NotADeadLetter, Reason, bounded, from_record, headers
from harken.version import harken_version

LETTER = DeadLetter(
    reason=Reason.WRONG_TYPE,
    detail="items[3].price: must be a number",
    topic="harken.purchases",
    partition=7,
    offset=12_345_678_901,
    at_ms=1_717_200_000_123,
    version=harken_version(),
    key="zoë".encode(),
    value=b'\x00\xff{"price": "free"}\n',
)


@pytest.mark.parametrize("value", [None, b"", LETTER.value, b"\xff" * 1000])
@pytest.mark.parametrize("key", [None, b"", LETTER.key])
def test_a_letter_is_read_back_as_it_was_written(key: bytes | None, value: bytes | None) -> None:
    letter = replace(LETTER, key=key, value=value)
    assert from_record(letter.key, letter.value, headers(letter)) == letter


def test_the_headers_say_all_that_the_contract_names() -> None:
    assert dict(headers(LETTER)) == {
        "harken-reason": b"wrong_type",
        "harken-detail": b"items[3].price: must be a number",
        "harken-topic": b"harken.purchases",
        "harken-partition": b"7",
        "harken-offset": b"12345678901",
        "harken-at-ms": b"1717200000123",
        "harken-version": harken_version().encode(),
    }


@pytest.mark.parametrize("words", ["null", "true", "12", "", "zoë"])
def test_text_that_looks_like_something_else_stays_text(words: str) -> None:
    letter = replace(LETTER, detail=words, topic=words)
    assert from_record(letter.key, letter.value, headers(letter)) == letter


def test_a_letter_within_the_limit_is_not_touched() -> None:
    size = len(LETTER.key or b"") + len(LETTER.value or b"")
    assert bounded(LETTER, size) is LETTER


def test_a_letter_over_the_limit_keeps_its_beginning_its_length_and_its_digest() -> None:
    original = bytes(range(256)) * 100
    cut = bounded(replace(LETTER, value=original), 1_000)
    assert cut.value == original[: 1_000 - len(LETTER.key or b"")]
    assert (cut.length, cut.sha256) == (len(original), sha256(original).hexdigest())
    assert from_record(cut.key, cut.value, headers(cut)) == cut


def test_a_key_over_the_limit_leaves_nothing_of_the_value() -> None:
    cut = bounded(replace(LETTER, key=b"k" * 50, value=b"v"), 10)
    assert (cut.key, cut.value, cut.length) == (b"k" * 50, b"", 1)


@pytest.mark.parametrize("missing", [name for name, _ in headers(LETTER)])
def test_a_record_without_one_of_the_headers_is_no_letter(missing: str) -> None:
    with pytest.raises(NotADeadLetter, match=missing):
        from_record(None, b"", [header for header in headers(LETTER) if header[0] != missing])


@pytest.mark.parametrize(
    ("name", "wrong"), [("harken-reason", b"because"), ("harken-offset", b"-"), ("harken-partition", b"\xff")]
)
def test_a_header_that_cannot_be_is_no_letter(name: str, wrong: bytes) -> None:
    with pytest.raises(NotADeadLetter):
        from_record(None, b"", [*headers(LETTER), (name, wrong)])


def test_headers_of_others_do_no_harm() -> None:
    assert from_record(LETTER.key, LETTER.value, [("traceparent", b"00-ff"), *headers(LETTER)]) == LETTER
