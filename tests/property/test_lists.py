"""What must hold of served lists, for any stream of events."""

from dataclasses import replace
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from harken.events import Click, Event, LineItem, Purchase
from harken.recommend.explore import Exploration
from harken.recommend.lists import is_ours, logged_as
from harken.served import ListTaking, ServedList
from tests.driver import Driver, entries_of
from tests.property.fold_events import CONFIG, SHELF, streams
from tests.property.test_fold import result, same

SETTINGS = settings(max_examples=15, deadline=None)
SERVING = replace(CONFIG, served_lists=True, exploration=Exploration(0.3, "1"), recommendations=4)


def naming(events: list[Event], driver: Driver) -> list[Event]:
    """The same events; clicks and orders name the list that their customer's document has."""
    named: list[Event] = []
    for event in events:
        document = driver.documents.get(event.customer_id or "")
        name = None if document is None else driver.activity.decode(document).list_id
        if isinstance(name, str) and isinstance(event, Click):
            named.append(msgspec.structs.replace(event, id=f"{event.id}+", list_id=name))
        elif isinstance(name, str) and isinstance(event, Purchase):
            lines = tuple(LineItem(line.item_id, line.quantity, line.price, None, name) for line in event.items)
            named.append(msgspec.structs.replace(event, id=f"{event.id}+", items=lines))
        else:
            named.append(event)
    return named


def all_of(driver: Driver) -> dict[str, Any]:
    taken = [one for one in driver.lists if isinstance(one, ListTaking)]
    return {**result(driver), "takings": msgspec.to_builtins(taken)}


@SETTINGS
@given(streams(), streams(), st.integers(2, 7))
def test_it_does_not_matter_where_batches_are_cut_that_take_from_lists(
    first: list[Event], then: list[Event], batch: int
) -> None:
    #  a list can be named only when it has been served: all lanes stand where it was
    found = []
    for most in (1000, 1, batch):
        driver = Driver(SERVING, shelf=SHELF)
        driver.feed(entries_of(first))
        driver.feed(entries_of(naming(then, driver)), most)
        found.append(all_of(driver))
    same(found[0], found[1])
    same(found[0], found[2])


@SETTINGS
@given(streams())
def test_every_list_that_a_document_has_was_logged_and_told(events: list[Event]) -> None:
    driver = Driver(SERVING, shelf=SHELF)
    driver.feed(entries_of(events), 3)
    logged = {one.id: one for one in driver.lists if isinstance(one, ServedList)}
    for customer_id in driver.documents:
        document = driver.activity.public(driver.customer(customer_id))
        if document.list_id is UNSET:
            assert not document.recommendations
            continue
        assert is_ours(document.list_id)
        assert customer_id in driver.published
        shown = [(one.item_id, one.propensity is not UNSET) for one in document.recommendations]
        assert [(one.item_id, one.explored) for one in logged[logged_as(document.list_id)].items] == shown


@SETTINGS
@given(streams())
def test_lists_change_nothing_but_what_is_shown_and_told(events: list[Event]) -> None:
    plain, serving = Driver(CONFIG, shelf=SHELF), Driver(replace(CONFIG, served_lists=True), shelf=SHELF)
    for driver in (plain, serving):
        driver.feed(entries_of(events), 5)
    one, other = result(plain), result(serving)
    for document in other["customers"].values():
        document.pop("list_id", None)
    same(one, other)
