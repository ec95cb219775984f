"""The recommendation road's learning: visits into co-visitation and popularity, published item by item."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct, field, json

from harken.example import VISIT, ExamplePack, VisitExample
from harken.learning.known import Known
from harken.learning.publication import Publication
from harken.recommend.covisitation import CoVisitation
from harken.recommend.popularity import Popularity

#: Neighbours published of one item, and categories that have a list of their own.
PUBLISHED_NEIGHBOURS: Final = 20
MOST_CATEGORIES: Final = 1000

ITEM: Final = "visit:item:"
POPULAR: Final = "visit:popular:"
NUMBERS_KEY: Final = "visit:numbers"

_visits = json.Decoder(list[VisitExample])


class _Numbers(Struct):
    """What is kept beside the counts."""

    known: Known = field(default_factory=Known)
    visits: int = 0


_numbers = json.Decoder(_Numbers)


class VisitPart:
    """Learns from packs of `visit` examples."""

    models = (VISIT,)

    def __init__(self) -> None:
        self._covisitation = CoVisitation()
        self._popular: dict[str, Popularity] = {}
        self._told: dict[str, dict[str, float]] = {}
        self._numbers = _Numbers()
        self._items: list[str] = []
        self._lists: set[str] = set()

    def learn(self, packs: Sequence[ExamplePack], *, in_step: bool) -> None:
        """Learn the new ones among these packs' examples, in step sorted by the time they became known."""
        known = self._numbers.known
        visits = [e for pack in packs for e in _visits.decode(pack.examples) if known.is_new(e.cause)]
        if in_step:
            visits.sort(key=_order)
        for visit in visits:
            self._covisitation.learn_one(visit)
            self._count("", visit)
            if visit.category:
                self._count(visit.category, visit)
        self._numbers.visits += len(visits)

    def published(self, step_s: float) -> Publication:
        """Neighbours of changed items, changes of the popular lists, the model's card."""
        del step_s  # the churn snapshot carries it
        changed = list(self._covisitation.take_changed())
        self._items += changed
        strings = {
            f"similar:{item}": json.encode(self._covisitation.neighbours(item, PUBLISHED_NEIGHBOURS))
            for item in changed
        }
        scores = {f"popular:{name}" if name else "popular": self._difference(name) for name in sorted(self._lists)}
        card = {"items": str(len(self._covisitation.items)), "visits": str(self._numbers.visits)}
        hashes = {"model:visit": {name: value.encode() for name, value in card.items()}}
        return Publication(strings, {key: members for key, members in scores.items() if members}, hashes)

    def checkpoint(self) -> dict[str, bytes | None]:
        """State that changed since the last call, by key; after `published`."""
        state: dict[str, bytes | None] = {ITEM + item: self._covisitation.dump_item(item) for item in self._items}
        state |= {POPULAR + name: self._popular[name].dump() for name in sorted(self._lists)}
        if state:
            state[NUMBERS_KEY] = json.encode(self._numbers)
        self._items, self._lists = [], set()
        return state

    def restore(self, state: Mapping[str, bytes]) -> None:
        """Continue exactly where the checkpoint stood."""
        for key, value in state.items():
            if key.startswith(ITEM):
                self._covisitation.load_item(key.removeprefix(ITEM), value)
            elif key.startswith(POPULAR):
                name = key.removeprefix(POPULAR)
                self._popular[name] = Popularity()
                self._popular[name].load(value)
                self._told[name] = dict(self._popular[name].top())
            elif key == NUMBERS_KEY:
                self._numbers = _numbers.decode(value)

    def _count(self, name: str, visit: VisitExample) -> None:
        popular = self._popular.get(name)
        if popular is None:
            if len(self._popular) > MOST_CATEGORIES:
                return
            popular = self._popular[name] = Popularity()
        popular.learn_one(visit.item_id, visit.known_s)
        self._lists.add(name)

    def _difference(self, name: str) -> dict[str, float | None]:
        now, told = dict(self._popular[name].top()), self._told.get(name, {})
        self._told[name] = now
        gone: dict[str, float | None] = dict.fromkeys(told.keys() - now.keys())
        return gone | {item: score for item, score in now.items() if told.get(item) != score}


def _order(visit: VisitExample) -> tuple[float, int, str, int, int]:
    lane, topic, offset, n = visit.cause.split("|")
    return visit.known_s, int(lane), topic, int(offset), int(n)
