"""Lists that are served have an id; what is taken of the newest teaches, and all that is taken of any is logged."""

from dataclasses import replace

import msgspec
import pytest
from msgspec import UNSET

from harken.activity import ActivityConfig
from harken.customer import Customer
from harken.document import CustomerDocument
from harken.events import Click, ClickKind, LineItem, Purchase
from harken.example import Choice, Listed
from harken.recommend.bars import EVERYTHING
from harken.recommend.explore import Exploration
from harken.recommend.lists import logged_as
from harken.served import ListTaking, ServedList
from tests.driver import Driver
from tests.property.fold_events import CONFIG, ITEMS
from tests.property.fold_events import SHELF as ROOM

DAY_MS = 86_400_000
T0 = 1_700_000_000_000
#: Of a shop that bars nothing, twelve items; four places leave as many further down.
SHELF = ROOM._replace(items=None)
SERVING = replace(CONFIG, served_lists=True, recommendations=4, showing=EVERYTHING)
EXPLORING = replace(SERVING, exploration=Exploration(0.5, "1"))


def click(n: int, item: str | None, list_id: str | None = None, kind: ClickKind = "click") -> Click:
    return Click(id=f"c{n}", customer_id="ada", ts=T0 + n * 60_000, kind=kind, item_id=item, list_id=list_id)


def begun(config: ActivityConfig = SERVING) -> tuple[Driver, str, list[str]]:
    """A customer who has looked at something: the lane, their list's id, and its items."""
    driver = Driver(config, shelf=SHELF)
    driver.send(click(0, ITEMS[0]))
    document = public(driver)
    assert isinstance(document.list_id, str)
    return driver, document.list_id, [one.item_id for one in document.recommendations]


def public(driver: Driver) -> CustomerDocument:
    return driver.activity.public(driver.customer("ada"))


def listed(driver: Driver) -> Listed:
    """Of the last example."""
    choice = driver.visit_examples[-1].choice
    assert isinstance(choice, Choice)
    (one,) = choice.lists
    return one


def takings(driver: Driver) -> list[ListTaking]:
    return [one for one in driver.lists if isinstance(one, ListTaking)]


def test_without_it_no_list_has_an_id_and_nothing_is_logged() -> None:
    driver = Driver(replace(SERVING, served_lists=False), shelf=SHELF)
    driver.send(click(0, ITEMS[0]), click(1, ITEMS[3], "harken-0123456789abcdef"))
    assert public(driver).list_id is UNSET
    assert driver.lists == []
    choice = driver.visit_examples[-1].choice
    assert choice is None


def test_a_list_is_logged_under_the_id_that_the_document_has() -> None:
    driver, name, items = begun()
    (log,) = driver.lists
    assert isinstance(log, ServedList)
    assert name == f"{log.id}-1"
    assert (log.customer_id, log.version, log.at_ms) == ("ada", "v1", T0)
    assert [one.item_id for one in log.items] == items
    assert {one.propensity for one in log.items} == {1.0}


def test_a_list_that_did_not_change_is_neither_logged_nor_told_again() -> None:
    driver, name, _ = begun()
    driver.published.clear()
    driver.send(click(1, ITEMS[0]))
    assert public(driver).list_id == f"{logged_as(name)}-2"
    assert (len(driver.lists), driver.published) == (1, [])


def test_what_is_taken_of_the_newest_list_teaches_with_all_that_was_on_it() -> None:
    driver, name, items = begun()
    driver.send(click(1, items[2], name))
    assert listed(driver) == Listed(name, items, [], bought=False)
    assert driver.visit_examples[-1].recent == [ITEMS[0]]
    (taking,) = takings(driver)
    assert (taking.list_id, taking.item_id, taking.deed) == (logged_as(name), items[2], "click")


def test_an_order_joins_by_its_lines() -> None:
    driver, name, items = begun()
    lines = (LineItem("elsewhere"), LineItem(items[0], list_id=name), LineItem(items[1], list_id=name))
    driver.send(Purchase(id="p", customer_id="ada", ts=T0 + 60_000, items=lines))
    choice = driver.visit_examples[-3].choice
    assert isinstance(choice, Choice)
    assert (choice.taken, choice.lists) == (items[:2], [Listed(name, items, [], bought=True)])
    assert [(one.item_id, one.deed) for one in takings(driver)] == [(items[0], "order"), (items[1], "order")]
    assert len({one.id for one in takings(driver)}) == 2


def test_of_an_older_list_only_the_id_is_known_wherever_the_batch_was_cut() -> None:
    #  the list is ranked | takes of it | takes of it again: the page was not made anew
    found = []
    for batch in (1, 1000):
        driver, name, items = begun()
        events = [click(1, items[1], name), click(2, items[2], name)]
        driver.send(*events, batch=batch)
        assert listed(driver) == Listed(name, [], [], bought=False)
        found.append((driver.visit_examples, takings(driver), public(driver)))
    assert found[0] == found[1]


def test_an_order_after_its_click_says_what_was_bought_of_which_list_wherever_the_batch_was_cut() -> None:
    #  the list is ranked | clicks on it, so another one is ranked | buys what was clicked: the learner has the list
    for batch in (1, 1000):
        driver, name, items = begun()
        order = Purchase(id="p", customer_id="ada", ts=T0 + 120_000, items=(LineItem(items[1], list_id=name),))
        driver.send(click(1, items[1], name), order, batch=batch)
        choice = driver.visit_examples[-1].choice
        assert isinstance(choice, Choice)
        assert (choice.taken, choice.lists) == ([items[1]], [Listed(name, [], [], bought=True)])


def test_a_list_that_is_the_same_again_after_something_was_taken_is_another_wherever_the_batch_was_cut() -> None:
    found = []
    for batch in (1, 1000):
        driver, name, items = begun()
        driver.send(click(1, ITEMS[0], name), click(2, items[2], name), batch=batch)
        assert listed(driver).items == []
        found.append((driver.visit_examples, takings(driver), public(driver)))
    assert found[0] == found[1]


def test_explored_places_are_told_to_the_learner_and_to_who_reads_the_document() -> None:
    driver, name, items = begun(EXPLORING)
    shown = public(driver).recommendations
    explored = [n for n, one in enumerate(shown) if one.propensity is not UNSET]
    assert explored
    driver.send(click(1, items[0], name))
    assert listed(driver) == Listed(name, items, explored, bought=False)


@pytest.mark.parametrize("name", ["homepage-7", None])
def test_lists_of_others_are_nothing_of_ours(name: str | None) -> None:
    driver, _, items = begun()
    driver.send(click(1, None, kind="login"), click(2, items[0], name))
    assert takings(driver) == []
    assert driver.visit_examples[-1].choice is None


@pytest.mark.parametrize("before", [0, 1])
def test_an_event_that_is_no_choice_but_for_its_list_says_so(before: int) -> None:
    #  one event in ten is a choice: the first
    driver, name, items = begun()
    driver.send(*(click(n, None, kind="login") for n in range(1, before + 1)), click(9, items[1], name))
    choice = driver.visit_examples[-1].choice
    assert isinstance(choice, Choice)
    assert choice.drawn == (before == 0)


def test_an_event_that_comes_again_joins_once() -> None:
    driver, name, items = begun()
    driver.send(click(1, items[0], name), click(1, items[0], name))
    assert len(takings(driver)) == 1


def test_an_event_that_is_refused_joins_nothing() -> None:
    driver, name, items = begun()
    lines = (LineItem(items[0], price=1.0, list_id=name),)
    driver.send(Purchase(id="p", customer_id="ada", ts=T0 + 60_000, currency="XAU", items=lines))
    assert (takings(driver), len(driver.rejects)) == ([], 1)


def test_an_impression_of_a_whole_list_says_that_it_was_seen() -> None:
    driver, name, items = begun()
    driver.send(click(1, None, name, "impression"), click(2, items[0], name, "impression"))
    assert [(one.item_id, one.deed) for one in takings(driver)] == [(None, "seen")]
    assert public(driver).list_id == name


def test_what_comes_of_a_list_for_somebody_unknown_is_logged_and_teaches_nothing_of_it() -> None:
    driver = Driver(SERVING, shelf=SHELF)
    driver.send(click(0, ITEMS[0], "harken-0123456789abcdef"))
    assert [one.deed for one in takings(driver)] == ["click"]
    #  offset 0 is one event in ten anyway, and so a choice without a list
    choice = driver.visit_examples[-1].choice
    assert isinstance(choice, Choice)
    assert choice.lists == []


def test_a_document_of_an_older_release_has_no_list() -> None:
    driver, _, _ = begun()
    old = msgspec.json.decode(driver.documents["ada"])
    del old["list_id"]
    customer = driver.activity.decode(msgspec.json.encode(old))
    assert isinstance(customer, Customer)
    assert customer.list_id is UNSET


def test_switched_off_again_the_old_id_is_gone_with_the_next_list() -> None:
    driver, _, _ = begun()
    documents = driver.documents
    driver = Driver(replace(SERVING, served_lists=False), shelf=SHELF)
    driver.documents, driver.clock_s = documents, T0 / 1000
    driver.send(click(1, ITEMS[5]))
    assert public(driver).list_id is UNSET
