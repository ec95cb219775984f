"""The recommendation road's learning: visits into co-visitation and popularity, published item by item; and choices
into the blend of them."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import json

from harken.example import VISIT, ExamplePack, VisitExample
from harken.learning.choices import BLEND_KEY, CLICKED, OVERALL, Choices
from harken.learning.publication import Publication
from harken.learning.together import Together
from harken.learning.visited import Visited, decode_visited
from harken.recommend.assortment import ItemNews
from harken.recommend.item_bounds import USUAL, ItemBounds
from harken.recommend.sources.leaders import Leaders

#: Lists at most, the one of everything among them; the category that was idle for longest makes room.
MOST_LISTS: Final = 1000

POPULAR: Final = "visit:popular:"
NUMBERS_KEY: Final = "visit:numbers"


class VisitPart:
    """Learns from packs of `visit` examples.

    Parameters
    ----------
    neighbours : whether items' neighbours are published here, and not by shards (`harken.learning.neighbours`). They
        are counted all the same, for the ranker asks for those of any item.
    bounds : which items are learned.
    """

    models = (VISIT,)

    def __init__(self, *, neighbours: bool = True, bounds: ItemBounds = USUAL) -> None:
        self._together = Together(VISIT, bounds=bounds)
        self._publishes = neighbours
        self._popular: dict[str, Leaders] = {}
        self._choices = self.choices()
        self._told: dict[str, dict[str, float]] = {}
        self._numbers = Visited()
        self._lists: set[str] = set()

    def tell(self, news: ItemNews) -> None:
        """Learn what the shop said of items since."""
        self._together.tell(news)
        self._numbers.heard.update(news.offsets)

    @property
    def heard(self) -> Mapping[str, int] | None:
        """Up to which offset of each partition of the items their records were told; None: nobody asks before there
        was a visit."""
        return self._numbers.asks

    def learn(self, packs: Sequence[ExamplePack], *, in_step: bool) -> None:
        """Learn the new ones among these packs' examples, in step sorted by the time they became known."""
        numbers = self._numbers
        for visit in numbers.new_of(packs, in_step=in_step):
            if visit.choice is not None:
                self._choices.learn_one(visit, visit.choice, numbers.visits)
            self.count_one(visit)
            numbers.visits += 1

    def count_one(self, visit: VisitExample) -> None:
        """Teach the lists, and no ranker."""
        horizon_s = self._together.forget_idle(visit.known_s)
        if horizon_s is not None:
            self._forget_idle(horizon_s)
        if not self._together.learn_one(visit):
            return
        self._count(OVERALL, visit)
        if visit.category:
            self._count(visit.category, visit)

    def choices(self) -> Choices:
        """Another ranker of the same lists, which has learned nothing."""
        return Choices(self._together.covisitation, self._together.similar, self._popular)

    def published(self, step_s: float) -> Publication:
        """Neighbours of changed items, changes of the popular lists, the blend's weights, the model's card."""
        del step_s  # the churn snapshot carries it
        neighbours = self._together.published(neighbours=self._publishes)
        scores = {f"popular:{name}" if name else "popular": self._difference(name) for name in sorted(self._lists)}
        card = {"items": str(len(self._together.covisitation)), "visits": str(self._numbers.visits)}
        hashes = {"model:visit": {name: value.encode() for name, value in card.items()} | self._choices.card()}
        return Publication(
            strings=neighbours | self._choices.published(),
            scores={key: members for key, members in scores.items() if members},
            hashes=hashes,
        )

    @property
    def drifts(self) -> int:
        """Co-visitation counts, and has no loss that could grow."""
        return 0

    def checkpoint(self) -> dict[str, bytes | None]:
        """State that changed since the last call, by key; after `published`."""
        state = self._together.checkpoint()
        for name in sorted(self._lists):
            popular = self._popular.get(name)
            state[POPULAR + name] = None if popular is None else popular.dump()
        if state:
            state[NUMBERS_KEY] = json.encode(self._numbers)
            state |= self._choices.checkpoint()
        self._lists = set()
        return state

    def restore(self, state: Mapping[str, bytes]) -> bool:
        """Continue exactly where the checkpoint stood; whether there was one."""
        self._together.restore(state)
        for key, value in state.items():
            if key.startswith(POPULAR):
                name = key.removeprefix(POPULAR)
                self._popular[name] = Leaders()
                self._popular[name].load(value)
                self._told[name] = dict(self._popular[name].best())
            elif key.startswith(CLICKED):
                self._choices.load_clicked(key.removeprefix(CLICKED), value)
            elif key == BLEND_KEY:
                self._choices.load(value)
            elif key == NUMBERS_KEY:
                self._numbers = decode_visited(value)
        return NUMBERS_KEY in state

    def _count(self, name: str, visit: VisitExample) -> None:
        popular = self._popular.get(name)
        if popular is None:
            if len(self._popular) >= MOST_LISTS:
                self._drop_idle()
            popular = self._popular[name] = Leaders()
        popular.learn_one(visit.item_id, visit.known_s, visit.weight)
        self._lists.add(name)

    def _forget_idle(self, horizon_s: float) -> None:
        """What is not known any more is in no list either."""
        known = self._together.covisitation
        for name, popular in list(self._popular.items()):
            if popular.keep(known.__contains__):
                self._lists.add(name)
                if not popular.top():
                    del self._popular[name]
        self._choices.forget_before(horizon_s)

    def _drop_idle(self) -> None:
        categories = (name for name in self._popular if name != OVERALL)
        idle = min(categories, key=lambda name: (self._popular[name].touched_s, name))
        del self._popular[idle]
        self._lists.add(idle)

    def _difference(self, name: str) -> dict[str, float | None]:
        """What changed of a list since it was last told."""
        popular = self._popular.get(name)
        told, now = self._told.get(name, {}), dict(popular.best()) if popular is not None else {}
        self._told[name] = now
        if popular is None:
            del self._told[name]
        gone: dict[str, float | None] = dict.fromkeys(told.keys() - now.keys())
        return gone | {item: score for item, score in now.items() if told.get(item) != score}
