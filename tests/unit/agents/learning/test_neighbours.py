"""Learners among which items' neighbours are shared out say together what one says alone."""

from collections.abc import Mapping, Sequence
from random import Random

import msgspec
import pytest
from msgspec.structs import replace

from harken.example import Choice, ExamplePack, VisitExample
from harken.item import Item
from harken.learner import Learner
from harken.learning.card_news import CardNews, Cause
from harken.learning.config import LearnerConfig
from harken.recommend.assortment import ItemNews
from harken.recommend.item_bounds import USUAL, ItemBounds
from harken.recommend.shards import models_of, shard_of
from tests.unit.agents.learning.samples import pack, visit

ITEMS = [f"item-{n}" for n in range(60)]
Said = dict[str, object]
#: A tenth of the items waits, and each day those are forgotten of which nothing was heard for an hour and more.
BRIEF = ItemBounds(least_takings=4, idle_d=0.05)


def visits(first: int, count: int) -> list[VisitExample]:
    """Of a shop where some items are taken far more often; one in three tells what was chosen."""
    draw = Random(first)
    found = []
    for n in range(first, first + count):
        item, recent = draw.choice(ITEMS[: draw.randrange(1, 60)]), draw.sample(ITEMS, draw.randrange(8))
        one = visit(n, item, *recent, category=f"shelf-{len(item)}")
        found.append(replace(one, choice=Choice([item], None, [], [])) if n % 3 == 0 else one)
    return found


def told(n: int) -> ItemNews:
    """What the shop says of a third of its items."""
    third = enumerate(ITEMS[n::3])
    news = [(item, Item(item_id=item, category=f"shelf-{k % 4}", title=f"red {k % 5}")) for k, item in third]
    return ItemNews(news, {"0": n + 1})


class Household:
    """One learner for each name under which visits are told, or one for all of them.

    Parameters
    ----------
    shards : as of `HARKEN_ITEM_SHARDS`.
    together : whether all examples come to one partition.
    bounds : which items are learned.
    """

    def __init__(self, shards: int, *, together: bool = False, bounds: ItemBounds = USUAL) -> None:
        self._config = LearnerConfig((), item_shards=shards, items=bounds)
        self._models = models_of(shards)
        self._homes = [0] * len(self._models) if together else list(range(len(self._models)))
        self._learners = [Learner(home, config=self._config) for home in sorted(set(self._homes))]
        self._kept: list[dict[str, bytes]] = [{} for _ in self._learners]
        self.said: Said = {}

    def learn(self, examples: Sequence[VisitExample], *, in_step: bool) -> None:
        whole = pack(examples)
        for model, home in zip(self._models, self._homes, strict=True):
            learner, packs = self._learners[home], [ExamplePack(model=model, lane=0, examples=whole.examples)]
            if in_step:
                learner.learn_sorted(packs)
            else:
                learner.learn(packs)
        self.publish()

    def tell(self, news: ItemNews) -> None:
        for learner in self._learners:
            learner.tell(news)

    def publish(self) -> None:
        """Everything goes into the store, where nothing is said twice by two of them."""
        by_learner = [learner.published(0.0) for learner in self._learners]
        assert sum(len(one.strings) for one in by_learner) == len({key for one in by_learner for key in one.strings})
        for one in by_learner:
            for kind in (one.strings, one.scores):
                for key, value in kind.items():
                    self._put(key, value)
        for learner, kept in zip(self._learners, self._kept, strict=True):
            for key, state in learner.checkpoint().items():
                if state is None:
                    kept.pop(key, None)
                else:
                    kept[key] = state

    def restart(self) -> None:
        homes = sorted(set(self._homes))
        self._learners = [Learner(home, config=self._config) for home in homes]
        for learner, kept in zip(self._learners, self._kept, strict=True):
            learner.restore(kept)

    def heard(self) -> list[Mapping[str, int] | None]:
        return [learner.heard for learner in self._learners]

    def _put(self, key: str, value: bytes | Mapping[str, float | None] | None) -> None:
        if isinstance(value, Mapping):
            members = self.said.setdefault(key, {})
            assert isinstance(members, dict)
            members.update(value)
        else:
            self.said[key] = value


def lived(household: Household, *, in_step: bool = False, restarts: bool = False) -> Said:
    household.learn(visits(0, 300), in_step=in_step)
    for n in range(3):
        household.tell(told(n))
        if restarts:
            household.publish()
            household.restart()
        household.learn(visits(300 * (n + 1), 300), in_step=in_step)
    return household.said


@pytest.mark.parametrize("in_step", [False, True], ids=["live", "in step"])
@pytest.mark.parametrize("together", [False, True], ids=["apart", "in one partition"])
@pytest.mark.parametrize("shards", [1, 2, 3])
def test_shards_say_together_what_one_learner_says(shards: int, together: bool, in_step: bool) -> None:
    one = lived(Household(0), in_step=in_step)
    assert lived(Household(shards, together=together), in_step=in_step) == one
    assert sum(key.startswith("harken:similar:") for key in one) == len(ITEMS)
    assert "harken:snapshot:blend" in one


@pytest.mark.parametrize("together", [False, True], ids=["apart", "in one partition"])
def test_they_do_so_through_restarts(together: bool) -> None:
    assert lived(Household(2, together=together), restarts=True) == lived(Household(0))


@pytest.mark.parametrize("in_step", [False, True], ids=["live", "in step"])
@pytest.mark.parametrize("together", [False, True], ids=["apart", "in one partition"])
@pytest.mark.parametrize("shards", [0, 1, 2, 3])
def test_they_agree_on_who_waits_and_who_is_forgotten_through_restarts_too(
    shards: int, together: bool, in_step: bool
) -> None:
    one = lived(Household(0, bounds=BRIEF), in_step=in_step)
    many = Household(shards, together=together, bounds=BRIEF)
    assert lived(many, in_step=in_step, restarts=True) == one
    similar = {key: value for key, value in one.items() if key.startswith("harken:similar:")}
    assert {None} < set(similar.values())  # some are forgotten, and not all


def test_a_shard_says_the_neighbours_of_its_own_items_and_nothing_else() -> None:
    learner = Learner(0, config=LearnerConfig((), item_shards=2))
    learner.learn([ExamplePack(model="visit:1/2", lane=0, examples=pack(visits(0, 300)).examples)])
    said = learner.published(0.0)
    assert {key.removeprefix("harken:similar:") for key in said.strings} == {i for i in ITEMS if shard_of(i, 2) == 1}
    assert not said.scores
    assert {key: msgspec.json.decode(card["visits"]) for key, card in said.hashes.items()} == {
        "harken:model:visit-1-of-2": 300
    }


def test_what_was_said_of_items_is_asked_from_where_the_last_of_them_stands() -> None:
    household = Household(1, together=True)
    assert household.heard() == [None]
    whole = pack(visits(0, 30)).examples
    household._learners[0].learn([ExamplePack(model="visit", lane=0, examples=whole)])
    household.tell(ItemNews([], {"0": 7, "1": 4}))
    assert household.heard() == [{"0": 7, "1": 4}]
    household._learners[0].learn([ExamplePack(model="visit:0/1", lane=0, examples=whole)])
    assert household.heard() == [{}]  # the shard has heard of none
    household.tell(ItemNews([], {"0": 7}))
    assert household.heard() == [{"0": 7}]


def test_cards_of_shards_stand_beside_that_of_the_lists_though_one_learner_has_all() -> None:
    learner, news = Learner(0, config=LearnerConfig((), item_shards=2)), CardNews(0.0)
    whole = pack(visits(0, 30)).examples
    said: list[set[str]] = []
    for offset in range(2):
        learner.learn([ExamplePack(model=model, lane=0, examples=whole) for model in models_of(2)])
        for key, fields in learner.published(0.0).hashes.items():
            news.look(key.removeprefix("harken:model:"), fields, Cause(f"0|examples|{offset}", 0))
        told = news.take(float(offset))
        assert None not in told.values()
        said.append(set(told))
    assert said == [{"visit", "visit-0-of-2", "visit-1-of-2"}, set()]
    assert news.models == sorted(said[0])


def test_a_learner_takes_no_pack_for_a_shard_that_it_has_not() -> None:
    learner = Learner(0, config=LearnerConfig((), item_shards=2))
    assert [model for model in ("visit", "visit:1/2", "visit:1/3") if learner.takes(model)] == ["visit", "visit:1/2"]
    assert not Learner(0).takes("visit:0/1")
