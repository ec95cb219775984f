"""Served lists and what was taken of them, counted; effects of explored places only."""

from typing import Any

import pytest
from msgspec.json import encode

from harken.backtest.tables import markdown
from harken.document import Reason
from harken.prediction import Prediction
from harken.report.list_tables import list_tables
from harken.report.lists import LiveLists
from harken.served import Deed, ListTaking, ServedItem, ServedList


def served(n: int, *items: tuple[str, str, bool], share: float = 0.1) -> bytes:
    """A list of (item, source, explored)."""
    return encode(
        ServedList(
            id=f"harken-{n}",
            customer_id="ada",
            version="",
            at_ms=0,
            items=tuple(
                ServedItem(item, place, source, 1.0, share / 40 if explored else 1 - share, explored)
                for place, (item, source, explored) in enumerate(items)
            ),
        )
    )


def taking(n: int, item: str | None, deed: Deed = "click", again: int = 0) -> bytes:
    name = f"0|clicks|{n}{item}{deed}|{again}"
    return encode(ListTaking(id=name, customer_id="ada", list_id=f"harken-{n}", item_id=item, deed=deed, at_ms=1))


def counted(*values: bytes) -> dict[str, Any]:
    found = LiveLists()
    for value in values:
        found.take(value)
    return found.figures()


TWO = (("a", "together", False), ("b", "popular", True))


def test_without_lists_there_is_nothing() -> None:
    assert counted(taking(0, "a")) == {}
    assert list(list_tables({})) == []


def test_what_is_taken_counts_once_by_its_place_and_by_its_source() -> None:
    #  list 0: a clicked twice and ordered; list 1: nothing; list 2 is not there any more
    found = counted(
        served(0, *TWO), served(0, *TWO), served(1, *TWO),
        taking(0, "a"), taking(0, "a"), taking(0, "a", again=1), taking(0, "a", "order"), taking(2, "a"),
    )  # fmt: skip
    assert (found["published"], found["shown"], found["of_unknown_lists"]) == (2, 2, 1)
    first, second = found["by_place"]
    assert (first["shown"], first["click"], first["order"], first["click_rate"]) == (2, 1, 1, 0.5)
    assert (second["shown"], second["click"]) == (2, 0)
    assert found["by_source"]["together"]["click"] == 1
    assert found["by_source"]["popular"]["click_rate"] == 0.0


def test_where_impressions_tell_which_lists_were_seen_only_these_count_and_those_taken_from() -> None:
    found = counted(*(served(n, *TWO) for n in range(3)), taking(0, None, "seen"), taking(1, "b"))
    assert (found["published"], found["shown"]) == (3, 2)


def test_effects_are_of_places_that_chance_decided_alone() -> None:
    #  300 lists: the second place explored in every other; explored items are taken a third as often.
    #  100 lists of a time without exploration, of which all is taken, count for nothing in it.
    values = []
    for n in range(300):
        explored = bool(n % 2)
        values.append(served(n, ("a", "together", False), ("b", "popular" if n % 4 == 1 else "own", explored)))
        if n % (6 if explored else 2) == (1 if explored else 0):
            values.append(taking(n, "b"))
    for n in range(300, 400):
        values += [served(n, ("a", "together", False), ("b", "popular", False), share=0.0), taking(n, "b")]
    found = counted(*values)
    ranking = found["ranking"]
    assert (ranking["one"]["shown"], ranking["other"]["shown"]) == (450, 150)
    assert (ranking["one"]["click"], ranking["other"]["click"]) == (150, 50)
    assert ranking["click"]["low"] < ranking["click"]["difference"] < ranking["click"]["high"]
    assert set(found["explored_sources"]) == {"popular", "own"}
    popular = found["explored_sources"]["popular"]
    assert (popular["one"]["shown"], popular["other"]["shown"]) == (75, 75)


def test_before_there_are_enough_nothing_is_said() -> None:
    found = counted(served(0, *TWO), taking(0, "a"))
    assert found["ranking"]["click"] is None
    assert "| ranked there, less drawn by chance | 1 | 1 | - | - |" in "\n".join(markdown(list(list_tables(found))))


def test_scores_on_the_same_topic_are_passed_over() -> None:
    reasons = (Reason("x", 'a text that says "model":"list"', 0.0),)
    score = Prediction(
        id="0|snapshot|ada|1.0", customer_id="ada", model="churn", version="v", score=0.5, features={}, reasons=reasons,
        at_ms=0, due_ms=1,
    )  # fmt: skip
    assert counted(encode(score)) == {}


def test_tables_say_what_they_are_of() -> None:
    found = counted(served(0, *TWO), served(1, *TWO), taking(0, "b"))
    text = "\n".join(markdown(list(list_tables(found))))
    assert "| 2 | 2 | 1 | 0 | 0.5000 | 0.0000 |" in text
    assert "| popular | 2 | 1 | 0 | 0.5000 | 0.0000 |" in text
    assert "2 lists of 2 that were published" in text
    assert pytest.approx(0.5) == found["by_place"][1]["click_rate"]
