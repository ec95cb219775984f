"""The recommendation road's learning: visits into co-visitation and popularity, published item by item; and choices
into the blend of them."""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Final

from msgspec import Struct, field, json

from harken.example import VISIT, ExamplePack, VisitExample
from harken.learning.choices import BLEND_KEY, CLICKED, OVERALL, Choices
from harken.learning.known import Known, event_place
from harken.learning.packs import visit_examples
from harken.learning.publication import Publication
from harken.recommend.assortment import ItemNews
from harken.recommend.content import Content
from harken.recommend.covisitation import CoVisitation
from harken.recommend.similar import Similar
from harken.recommend.sources.leaders import Leaders

#: Lists at most, the one of everything among them; the category that was idle for longest makes room.
MOST_LISTS: Final = 1000

ITEM: Final = "visit:item:"
POPULAR: Final = "visit:popular:"
TOLD: Final = "visit:told:"
NUMBERS_KEY: Final = "visit:numbers"


class _Numbers(Struct):
    """What is kept beside the counts."""

    known: Known = field(default_factory=Known)
    visits: int = 0
    heard: dict[str, int] = field(default_factory=dict)


_numbers = json.Decoder(_Numbers)
_when = itemgetter(0, 1)


class VisitPart:
    """Learns from packs of `visit` examples."""

    models = (VISIT,)

    def __init__(self) -> None:
        self._covisitation = CoVisitation()
        self._popular: dict[str, Leaders] = {}
        self._content = Content()
        self._similar = Similar(self._covisitation, self._content)
        self._choices = self.choices()
        self._told: dict[str, dict[str, float]] = {}
        self._numbers = _Numbers()
        self._unwritten: dict[str, None] = {}
        self._lists: set[str] = set()
        #: Whose neighbours are to be published again, since something else is like them now.
        self._alike: set[str] = set()

    def tell(self, news: ItemNews) -> None:
        """Learn what the shop said of items since."""
        for item_id, item in news.items:
            self._alike.update(self._content.tell_one(item_id, item))
        self._numbers.heard.update(news.offsets)

    @property
    def heard(self) -> Mapping[str, int] | None:
        """Up to which offset of each partition of the items their records were told; None: nobody asks before there
        was a visit."""
        return self._numbers.heard if self._numbers.visits else None

    def learn(self, packs: Sequence[ExamplePack], *, in_step: bool) -> None:
        """Learn the new ones among these packs' examples, in step sorted by the time they became known."""
        # All packs are opened before the first example is remembered: one that does not open changes nothing.
        placed = [(v.known_s, event_place(v.cause), v) for pack in packs for v in visit_examples(pack)]
        is_new = self._numbers.known.is_new_place
        placed = [one for one in placed if is_new(one[1])]
        if in_step:
            placed.sort(key=_when)
        for visits, (_, _, visit) in enumerate(placed, self._numbers.visits):
            if visit.choice is not None:
                self._choices.learn_one(visit, visit.choice, visits)
            self.count_one(visit)
        self._numbers.visits += len(placed)

    def count_one(self, visit: VisitExample) -> None:
        """Teach the lists, and no ranker."""
        self._covisitation.learn_one(visit)
        self._count(OVERALL, visit)
        if visit.category:
            self._count(visit.category, visit)

    def choices(self) -> Choices:
        """Another ranker of the same lists, which has learned nothing."""
        return Choices(self._covisitation, self._similar, self._popular)

    def published(self, step_s: float) -> Publication:
        """Neighbours of changed items, changes of the popular lists, the blend's weights, the model's card."""
        del step_s  # the churn snapshot carries it
        changed = self._covisitation.take_changed()
        self._unwritten |= dict.fromkeys(changed)
        again = sorted({*changed, *(item for item in self._alike if item in self._covisitation)})
        self._alike.clear()
        scores = {f"popular:{name}" if name else "popular": self._difference(name) for name in sorted(self._lists)}
        card = {"items": str(len(self._covisitation)), "visits": str(self._numbers.visits)}
        hashes = {"model:visit": {name: value.encode() for name, value in card.items()} | self._choices.card()}
        return Publication(
            strings={f"similar:{item}": self._similar.published(item) for item in again} | self._choices.published(),
            scores={key: members for key, members in scores.items() if members},
            hashes=hashes,
        )

    @property
    def drifts(self) -> int:
        """Co-visitation counts, and has no loss that could grow."""
        return 0

    def checkpoint(self) -> dict[str, bytes | None]:
        """State that changed since the last call, by key; after `published`."""
        state = {ITEM + item: self._covisitation.dump_item(item) for item in self._unwritten}
        for name in sorted(self._lists):
            popular = self._popular.get(name)
            state[POPULAR + name] = None if popular is None else popular.dump()
        state |= {TOLD + item: said for item, said in self._content.checkpoint().items()}
        if state:
            state[NUMBERS_KEY] = json.encode(self._numbers)
            state |= self._choices.checkpoint()
        self._unwritten, self._lists = {}, set()
        return state

    def restore(self, state: Mapping[str, bytes]) -> bool:
        """Continue exactly where the checkpoint stood; whether there was one."""
        for key, value in state.items():
            if key.startswith(ITEM):
                self._covisitation.load_item(key.removeprefix(ITEM), value)
            elif key.startswith(POPULAR):
                name = key.removeprefix(POPULAR)
                self._popular[name] = Leaders()
                self._popular[name].load(value)
                self._told[name] = dict(self._popular[name].best())
            elif key.startswith(TOLD):
                self._content.load(key.removeprefix(TOLD), value)
            elif key.startswith(CLICKED):
                self._choices.load_clicked(key.removeprefix(CLICKED), value)
            elif key == BLEND_KEY:
                self._choices.load(value)
            elif key == NUMBERS_KEY:
                self._numbers = _numbers.decode(value)
        return NUMBERS_KEY in state

    def _count(self, name: str, visit: VisitExample) -> None:
        popular = self._popular.get(name)
        if popular is None:
            if len(self._popular) >= MOST_LISTS:
                self._drop_idle()
            popular = self._popular[name] = Leaders()
        popular.learn_one(visit.item_id, visit.known_s, visit.weight)
        self._lists.add(name)

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
