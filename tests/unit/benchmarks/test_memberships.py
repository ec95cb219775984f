"""A segment counts from just after it was told, for who was told it."""

from pathlib import Path

from benchmarks.quality import data
from benchmarks.quality.memberships import NONE, Memberships, memberships

TOLD = Memberships({"ada": [(100.0, "new"), (200.0, "loyal")]})


def test_who_took_something_was_in_the_segment_of_before() -> None:
    assert [TOLD.segment("ada", at_s) for at_s in (100.0, 100.5, 200.0, 201.0)] == [None, "new", "new", "loyal"]


def test_who_was_never_told_one_is_in_none() -> None:
    assert TOLD.segment("bob", 300.0) is None


def test_where_nobody_orders_there_are_none() -> None:
    assert memberships(Path(data.ESHOP)) is NONE
