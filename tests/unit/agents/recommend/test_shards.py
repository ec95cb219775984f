"""The counts of two shards of items together are those of one learner, to the last bit."""

from functools import cache
from random import Random

import pytest

from harken.example import VisitExample
from harken.recommend.covisitation import CoVisitation
from harken.recommend.shards import WHOLE, Shard, models_of, shard_of

ITEMS = [f"item-{n}" for n in range(400)]


def visits(n: int) -> list[VisitExample]:
    """Customers take from the whole shop, some items far more often: rows are pruned, and idle items forgotten."""
    draw = Random(5)
    taken: list[VisitExample] = []
    for k in range(n):
        item = ITEMS[min(len(ITEMS) - 1, int(draw.expovariate(1 / 30)))]
        recent = draw.sample(ITEMS, draw.randrange(11))
        same = [draw.random() < 0.5 for _ in recent]
        taken.append(VisitExample(f"0|clicks|{k}|0", float(k), item, None, 1.0, recent, same, False))
    return taken


@cache
def taught(shard: Shard, most_items: int) -> CoVisitation:
    model = CoVisitation(most_items, shard)
    for visit in visits(2500):
        model.learn_one(visit)
    return model


@pytest.mark.parametrize("most_items", [1000, 300], ids=["all items kept", "idle ones forgotten"])
@pytest.mark.parametrize("of", [2, 3])
def test_what_shards_hold_together_is_what_one_learner_holds(of: int, most_items: int) -> None:
    whole = taught(WHOLE, most_items)
    shards = [taught(Shard(number, of), most_items) for number in range(of)]
    for item in ITEMS:
        owner = shards[shard_of(item, of)]
        assert owner.dump_item(item) == whole.dump_item(item)
        assert owner.neighbours(item, 50) == whole.neighbours(item, 50)
        assert not any(shard.neighbours(item, 1) for shard in shards if shard is not owner)


def test_each_shard_counts_all_items_and_owns_some() -> None:
    made = [CoVisitation(shard=shard) for shard in (Shard(0, 2), Shard(1, 2), WHOLE)]
    for visit in visits(50):
        for model in made:
            model.learn_one(visit)
    one, other, whole = (model.take_changed() for model in made)
    assert one == other == whole
    assert [item for item in whole if made[0].owns(item)] == [item for item in whole if not made[1].owns(item)]
    assert all(made[2].owns(item) for item in whole)


def test_visits_are_told_to_who_has_the_lists_and_to_every_shard() -> None:
    assert models_of(0) == ("visit",)
    assert models_of(2) == ("visit", "visit:0/2", "visit:1/2")


def test_every_item_has_one_owner_and_each_its_share() -> None:
    counts = [sum(Shard(number, 4).owns(item) for item in ITEMS) for number in range(4)]
    assert sum(counts) == len(ITEMS)
    assert min(counts) > 70
