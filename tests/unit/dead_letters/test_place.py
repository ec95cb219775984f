"""Which letters are meant."""

import pytest
from msgspec.structs import replace

from harken.dead_letter import DeadLetter
from harken.dead_letter_mark import Deed, Mark, cause_of, mark_headers, read_mark
from harken.dead_letters.place import Card, NoPlace, Place, Wanted, read_reason
from harken.reason import Reason


def card(offset: int = 1, at_ms: int = 1000, reason: Reason = Reason.NOT_JSON, mark: Mark | None = None) -> Card:
    return Card(Place(0, offset), at_ms, reason, "", "harken.clicks", 0, 7, 10, False, "cause", mark)


MARKED = Mark(Deed.RETRIED, "harken.clicks[0]@7/5", 5)


@pytest.mark.parametrize(
    ("claim", "wanted", "letter", "meant"),
    [
        ("nothing limits", Wanted(), card(), True),
        ("its reason", Wanted(reasons={Reason.NOT_JSON}), card(), True),
        ("another reason", Wanted(reasons={Reason.EMPTY}), card(), False),
        ("its full topic", Wanted(topic="harken.clicks"), card(), True),
        ("its short topic", Wanted(topic="clicks"), card(), True),
        ("half of its topic's name", Wanted(topic="licks"), card(), False),
        ("since, inclusive", Wanted(since_ms=1000), card(), True),
        ("since later", Wanted(since_ms=1001), card(), False),
        ("until, exclusive", Wanted(until_ms=1000), card(), False),
        ("until later", Wanted(until_ms=1001), card(), True),
        ("done with", Wanted(), card(mark=MARKED), False),
        ("done with, and asked for", Wanted(marked=True), card(mark=MARKED), True),
        ("named", Wanted(places={Place(0, 1)}), card(), True),
        ("named, though done with", Wanted(places={Place(0, 1)}), card(mark=MARKED), True),
        ("another is named", Wanted(places={Place(0, 2)}), card(), False),
    ],
)
def test_a_letter_is_meant(claim: str, wanted: Wanted, letter: Card, meant: bool) -> None:
    assert wanted.has(letter) is meant, claim


def test_nothing_said_limits_nothing() -> None:
    assert not Wanted().limits()
    assert not Wanted(marked=True).limits()
    assert Wanted(since_ms=0).limits()


@pytest.mark.parametrize("text", ["", "7", "a:b", "1:", ":1", "-1:2", "1:2:3", "1:2 "])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(NoPlace):
        Place.read(text)


def test_a_place_reads_as_it_is_written() -> None:
    assert Place.read(str(Place(11, 1042))) == Place(11, 1042)


def test_a_reason_that_is_none_is_refused_with_all_there_are() -> None:
    with pytest.raises(NoPlace, match="not_json"):
        read_reason("nonsense")
    assert read_reason("not_json") is Reason.NOT_JSON


def test_a_mark_reads_as_it_is_written_and_nothing_else_is_one() -> None:
    assert read_mark(mark_headers(MARKED)) == MARKED
    assert read_mark(()) is None
    assert read_mark((("harken-mark", b"eaten"), ("harken-letter", b"1"), ("harken-marked-at-ms", b"5"))) is None
    assert read_mark((("harken-mark", b"retried"), ("harken-letter", b"x"), ("harken-marked-at-ms", b"soon"))) is None


def test_copies_of_a_letter_have_one_cause_and_other_letters_another() -> None:
    letter = DeadLetter(
        reason=Reason.NOT_JSON,
        detail="",
        topic="t",
        partition=0,
        offset=7,
        at_ms=5,
        version="1",
        key=b"ada",
        value=b"x",
    )
    wakeup = replace(letter, topic="wakeups", offset=-1)
    others = [replace(letter, offset=8), replace(letter, at_ms=6), replace(letter, partition=1), wakeup]
    others += [replace(wakeup, key=b"bob"), replace(wakeup, value=b"y")]
    assert cause_of(letter) == cause_of(replace(letter, version="2", detail="said again"))
    assert len({cause_of(each) for each in (letter, *others)}) == 1 + len(others)


def test_a_copy_is_meant_with_its_letter() -> None:
    copied = card()._replace(copies=(Place(2, 9),))
    assert Wanted(places={Place(2, 9)}).has(copied)
    assert not Wanted(places={Place(2, 8)}).has(copied)
