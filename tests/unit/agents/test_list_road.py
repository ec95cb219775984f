"""The way of served lists: the fold serves one, an event takes from it, the learner learns what the fold said."""

from dataclasses import replace

import msgspec

from harken.document import CustomerDocument
from harken.events import Click
from harken.recommend.bars import EVERYTHING
from harken.recommend.explore import Exploration
from harken.served import ServedList
from tests.driver import Driver
from tests.learned import LearnerDriver
from tests.property.fold_events import CONFIG, ITEMS
from tests.property.fold_events import SHELF as ROOM
from tests.unit.agents.learning.samples import pack

T0 = 1_700_000_000_000
PEOPLE = 40
#: A shop that bars nothing: there are enough items to explore.
SHELF = ROOM._replace(items=None)


def public(driver: Driver, customer: str) -> CustomerDocument:
    return driver.activity.public(driver.customer(customer))


def click(customer: str, at: int, item: str, list_id: str | None = None) -> Click:
    name = f"{customer}-{at}"
    return Click(id=name, customer_id=customer, ts=T0 + at * 60_000, kind="click", item_id=item, list_id=list_id)


def test_what_customers_take_of_their_lists_is_learned_from_these_lists() -> None:
    #  each looks at an item, and then takes the first of the list that they are shown
    exploring = Exploration(0.3, "1")
    config = replace(CONFIG, served_lists=True, exploration=exploring, recommendations=4, showing=EVERYTHING)
    driver, learner = Driver(config, shelf=SHELF), LearnerDriver()
    people = [f"customer-{n}" for n in range(PEOPLE)]
    driver.send(*(click(name, n, ITEMS[n % 12]) for n, name in enumerate(people)))
    learner.learn([pack(driver.visit_examples)])
    takings = []
    for n, name in enumerate(people, PEOPLE):
        document = public(driver, name)
        assert isinstance(document.list_id, str)
        takings.append(click(name, n, document.recommendations[0].item_id, document.list_id))
    driver.visit_examples.clear()
    #  behind the offsets that are known
    driver.send(*(click("somebody", n, ITEMS[0]) for n in range(PEOPLE)), *takings)
    learner.learn([pack(driver.visit_examples)])
    shown = msgspec.json.decode(learner.card("visit")["served_lists"])
    logged = [one for one in driver.lists if isinstance(one, ServedList)]
    assert shown["lists"] == PEOPLE
    assert len({one.id for one in logged}) >= PEOPLE
    assert 0.1 < shown["explored"] < 0.5
