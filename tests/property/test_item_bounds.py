"""What must hold of the items that are learned, for any visits, bounds and restarts."""

from collections import Counter
from collections.abc import Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from harken.example import Choice, VisitExample
from harken.learning.config import LearnerConfig
from harken.recommend.item_bounds import ItemBounds
from tests.learned import LearnerDriver
from tests.unit.agents.learning.samples import BEGIN_S, DAY_S, pack, visit

SETTINGS = settings(max_examples=25, deadline=None)
#: So that no name is part of another.
ITEMS = [f"item-{n:02}" for n in range(24)]

randoms = st.randoms(use_true_random=False)
bounds = st.builds(ItemBounds, st.integers(1, 4), st.sampled_from([0.5, 2.0, 9.0, 40.0]))


def visits(random: Random) -> list[VisitExample]:
    """Of a shop where the first items are taken far more often, hours or weeks after one another."""
    found, at_s = [], BEGIN_S
    for n in range(random.randint(1, 120)):
        at_s += random.random() * random.choice([0.05, 0.05, 0.05, 6.0]) * DAY_S
        item, recent = ITEMS[random.randrange(1 + random.randrange(24))], random.sample(ITEMS, random.randint(0, 8))
        one = visit(n, item, *recent, category=random.choice([None, "tea", "cups"]), at_s=at_s)
        found.append(replace(one, choice=Choice([item], "tea", [], [])) if n % 3 == 0 else one)
    return found


def learned(examples: Sequence[VisitExample], bounds: ItemBounds, random: Random) -> LearnerDriver:
    """Through turns of any length, with restarts between some of them, which change nothing."""
    config = LearnerConfig((), items=bounds)
    steady, restarted, left = LearnerDriver(config), LearnerDriver(config), list(examples)
    while left:
        size = random.randint(1, 40)
        for driver in (steady, restarted):
            driver.learn([pack(left[:size])])
        del left[:size]
        if random.randint(0, 1):
            restarted.restart()
    assert (restarted.said(), restarted.state) == (steady.said(), steady.state)
    return restarted


def shown(driver: LearnerDriver) -> set[str]:
    """Items that anything published names."""
    keys = {key.removeprefix("harken:similar:") for key in driver.strings}
    named = {one.item_id for key in keys for one in driver.similar(key)}
    return {*ITEMS} & {*keys, *named, *(item for members in driver.scores.values() for item in members)}


def kept(driver: LearnerDriver) -> set[str]:
    """Items that anything kept or published names."""
    whole = b" ".join([*driver.state.values(), *map(str.encode, driver.state)])
    return shown(driver) | {item for item in ITEMS if item.encode() in whole}


@SETTINGS
@given(randoms, bounds)
def test_an_item_that_was_taken_too_seldom_is_in_no_list_and_no_neighbours(random: Random, bounds: ItemBounds) -> None:
    examples = visits(random)
    takings = Counter(one.item_id for one in examples)
    behind = {item for one in examples for item in one.recent}
    often = {item for item in ITEMS if takings[item] >= bounds.least_takings}
    assert shown(learned(examples, bounds, random)) <= (often if bounds.least_takings > 1 else often | behind)


@SETTINGS
@given(randoms, bounds)
def test_what_was_not_touched_for_idle_d_is_gone_everywhere(random: Random, bounds: ItemBounds) -> None:
    examples = visits(random)
    last_s = examples[-1].known_s
    touched = {item: one.known_s for one in examples for item in (*one.recent, one.item_id)}
    horizon_s = last_s - bounds.idle_s - bounds.look_every_s
    assert kept(learned(examples, bounds, random)) <= {item for item, at_s in touched.items() if at_s >= horizon_s}


@SETTINGS
@given(randoms, bounds)
def test_what_is_learned_stays_until_then_however_examples_are_packed(random: Random, bounds: ItemBounds) -> None:
    examples = visits(random)
    whole, some = LearnerDriver(LearnerConfig((), items=bounds)), learned(examples, bounds, random)
    whole.learn([pack(examples)])
    assert some.models() == whole.models()
    horizon_s = examples[-1].known_s - bounds.idle_s
    taken_last = [one.item_id for one in examples if one.known_s >= horizon_s]
    often = {item for item, count in Counter(taken_last).items() if count >= bounds.least_takings}
    assert often <= {item for item in ITEMS if f"harken:learned:0:visit:item:{item}" in some.state}
    assert often <= set(some.scores.get("harken:popular", {}))
