"""Small batches that wait are folded in one call, and each lane gets its own outcome or what went wrong."""

import asyncio
from collections.abc import Sequence

import pytest

from harken.activity import Activity
from harken.batch import Batch, Outcome
from harken.events import Click, Event
from harken.lane.carpool import MOST_TOGETHER, Carpool, FoldedTogether
from harken.lane.turnstile import Turnstile
from harken.settings import load_settings
from harken.topology import activity_config
from tests.driver import Driver, entries_of

CONFIG = activity_config(load_settings({}))


class Watched:
    """A carpool of the real fold, and which lanes were folded in each of its calls."""

    def __init__(self, fails_for: str = "") -> None:
        self.calls: list[list[int]] = []
        self.begun: list[int] = []
        self._fails_for = fails_for
        self._activity = Activity(CONFIG)
        self.carpool = Carpool(self._fold, Turnstile())

    def _fold(self, batches: Sequence[Batch]) -> Sequence[Outcome]:
        self.calls.append([batch.lane for batch in batches])
        if any(entry.event.customer_id == self._fails_for for batch in batches for entry in batch.entries):  # type: ignore[union-attr] # all of these have one
            raise ZeroDivisionError
        return self._activity.fold_together(batches)

    async def fold(self, *batches: Batch, alone: bool = False) -> list[Outcome | BaseException]:
        """All at once."""
        asked = [
            self.carpool.fold(batch, lambda lane=batch.lane: self.begun.append(lane), alone=alone)  # type: ignore[misc] # mypy: lambdas with defaults
            for batch in batches
        ]
        return await asyncio.gather(*asked, return_exceptions=True)


def batch_of(lane: int, *customers: str) -> Batch:
    """A view of each."""
    events: list[Event] = [
        Click(id=f"{lane}-{n}", customer_id=customer, ts=1_700_000_000_000 + n, kind="view", item_id="i")
        for n, customer in enumerate(customers)
    ]
    return Driver(CONFIG, lane=lane).load(entries_of(events))


def applied(found: Outcome | BaseException) -> set[str]:
    """Whose events an outcome has."""
    assert isinstance(found, Outcome), found
    return set(found.customers)


async def test_lanes_that_wait_with_little_go_together_and_each_gets_its_own() -> None:
    watched = Watched()
    found = await watched.fold(batch_of(0, "ann"), batch_of(1, "bob", "eve"), batch_of(2, "ann"))
    assert watched.calls == [[0, 1, 2]]
    assert watched.begun == [0, 1, 2]
    assert [applied(one) for one in found] == [{"ann"}, {"bob", "eve"}, {"ann"}]


async def test_a_large_batch_goes_alone_and_the_small_ones_behind_it_together() -> None:
    watched = Watched()
    large = batch_of(1, *(f"c{n}" for n in range(MOST_TOGETHER)))
    found = await watched.fold(large, batch_of(0, "ann"), batch_of(2, "bob"))
    assert watched.calls == [[1], [0, 2]]
    assert len(applied(found[0])) == MOST_TOGETHER


async def test_who_is_on_another_shelf_or_under_other_rules_goes_later() -> None:
    watched = Watched()
    other = batch_of(1, "bob")
    other = other._replace(shelf=other.shelf._replace(popular={}))
    ruled = batch_of(2, "eve")._replace(rules=b'{"id":"r","at_ms":0,"settings":{}}')
    await watched.fold(batch_of(0, "ann"), other, ruled, batch_of(3, "joe"))
    assert watched.calls == [[0, 3], [1], [2]]


async def test_a_failure_of_one_is_told_to_all_that_were_with_it() -> None:
    watched = Watched(fails_for="bob")
    found = await watched.fold(batch_of(0, "ann"), batch_of(1, "bob"))
    assert [type(one) for one in found] == [FoldedTogether, FoldedTogether]


async def test_who_goes_alone_gets_their_own_failure_only() -> None:
    watched = Watched(fails_for="bob")
    found = await watched.fold(batch_of(0, "ann"), batch_of(1, "bob"), alone=True)
    assert watched.calls == [[0], [1]]
    assert applied(found[0]) == {"ann"}
    assert isinstance(found[1], ZeroDivisionError)


async def test_a_lane_that_was_stopped_while_it_waited_is_not_folded() -> None:
    watched = Watched()
    stopped = asyncio.create_task(watched.carpool.fold(batch_of(0, "ann"), lambda: None, alone=True))
    other = asyncio.create_task(watched.carpool.fold(batch_of(1, "bob"), lambda: None, alone=True))
    await asyncio.sleep(0)
    stopped.cancel()
    assert applied(await other) == {"bob"}
    assert watched.calls == [[1]]
    with pytest.raises(asyncio.CancelledError):
        await stopped
