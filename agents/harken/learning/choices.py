"""The blend's learning: what was chosen, out of all that the lists of the moment had (`harken.recommend.opinions`).

Each choice is judged before it is learned, beside what would be shown without the blend: neighbours first, then what is
popular in the category looked at, then at all. Weights are published once there were enough choices, and for as long as
lists ranked by them are lately no worse.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from itertools import chain
from typing import Final

import numpy as np
from msgspec import Struct, field, json

from harken.example import Choice, VisitExample
from harken.recommend.covisitation import SCORED_FADES, CoVisitation
from harken.recommend.listwise import Listwise
from harken.recommend.neighbours import Neighbour
from harken.recommend.opinions import FEATURES, IN_CATEGORY, OWN, POPULAR, PROPOSED, SERVED, TOGETHER, rows
from harken.recommend.sources.leaders import Leaders
from harken.shelf import BlendSnapshot

#: Neighbours published of one item.
PUBLISHED_NEIGHBOURS: Final = 20
#: The list of everything.
OVERALL: Final = ""
SNAPSHOT_KEY: Final = "snapshot:blend"
BLEND_KEY: Final = "visit:blend"
#: Judged are the first so many of a list.
TOP: Final = 10
#: Of fewer choices no weights are published.
FEWEST: Final = 300
#: Of what counts as of late: a choice's share of the fading mean.
LATELY: Final = 1 / 1000


class Hits(Struct):
    """How lists did: choices judged, those with a hit among the first ten, reciprocal ranks; `lately` fades."""

    cases: int = 0
    hits: int = 0
    reciprocals: float = 0.0
    lately: float = 0.0

    def judge(self, shown: Sequence[str], taken: frozenset[str]) -> None:
        """Take one list; its first hit counts."""
        place = next((n for n, item in enumerate(shown[:TOP]) if item in taken), None)
        self.cases += 1
        if place is not None:
            self.hits += 1
            self.reciprocals += 1.0 / (1 + place)
        share = max(LATELY, 1.0 / self.cases)
        self.lately += share * ((place is not None) - self.lately)

    def figures(self) -> Mapping[str, float]:
        """As the card has them."""
        cases = max(1, self.cases)
        return {
            "hit_rate_at_10": round(self.hits / cases, 4),
            "mrr_at_10": round(self.reciprocals / cases, 4),
            "hit_rate_at_10_lately": round(self.lately, 4),
        }


class _State(Struct):
    """What is kept between checkpoints; nothing is learned yet where there are no weights."""

    blend: Hits = field(default_factory=Hits)
    without: Hits = field(default_factory=Hits)
    together: Hits = field(default_factory=Hits)
    weights: list[float] = field(default_factory=list)
    squares: list[float] = field(default_factory=list)


_state = json.Decoder(_State)


class Choices:
    """The ranker of what is served.

    Parameters
    ----------
    covisitation, popular : as they are learned, the lists by category; only read here.
    """

    def __init__(self, covisitation: CoVisitation, popular: Mapping[str, Leaders]) -> None:
        self._covisitation = covisitation
        self._popular = popular
        self._ranker = Listwise(FEATURES * len(SERVED))
        self._numbers = _State()
        self._changed = self._unwritten = False

    def learn_one(self, visit: VisitExample, choice: Choice) -> None:
        """Judge and learn one choice; where nothing that was taken could be shown there is nothing to learn."""
        hidden = frozenset(choice.hidden)
        taken = frozenset(choice.taken) - hidden
        if not taken:
            return
        lists = self._lists(visit.recent, choice, hidden)
        items, numbers = rows(lists, hidden)
        order = np.argsort(-self._ranker.score_many(numbers), kind="stable")[:TOP]
        self._numbers.blend.judge([items[k] for k in order.tolist()], taken)
        self._numbers.together.judge(_names([lists[TOGETHER]], hidden), taken)
        self._numbers.without.judge(_names([lists[TOGETHER], lists[IN_CATEGORY], lists[POPULAR]], hidden), taken)
        self._ranker.learn_one(numbers, np.array([item in taken for item in items], bool))
        self._changed = self._unwritten = True

    def published(self) -> dict[str, bytes | None]:
        """The weights, where they changed and are to be used."""
        changed, self._changed = self._changed, False
        if not changed:
            return {}
        numbers = self._numbers
        if numbers.blend.cases < FEWEST or numbers.blend.lately < numbers.without.lately:
            return {SNAPSHOT_KEY: None}
        weights = np.round(self._ranker.weights, 6).reshape(len(SERVED), FEATURES).tolist()
        found = {source: tuple(mine) for source, mine in zip(SERVED, weights, strict=True)}
        digest = blake2b(json.encode(found), digest_size=4).hexdigest()
        snapshot = BlendSnapshot(version=f"blend-{digest}", cases=numbers.blend.cases, weights=found)
        return {SNAPSHOT_KEY: json.encode(snapshot)}

    def card(self) -> dict[str, bytes]:
        """What there is to say of it beside the visits, once there was a choice."""
        numbers = self._numbers
        if not numbers.blend.cases:
            return {}
        columns = {"blend": numbers.blend, "without the blend": numbers.without, "together": numbers.together}
        figures = {name: hits.figures() for name, hits in columns.items()}
        return {"cases": str(numbers.blend.cases).encode(), "metrics": json.encode(figures)}

    def checkpoint(self) -> dict[str, bytes | None]:
        """Everything learned, where there was something since the last call."""
        if not self._unwritten:
            return {}
        self._unwritten = False
        self._numbers.weights, self._numbers.squares = map(list, self._ranker.dump())
        return {BLEND_KEY: json.encode(self._numbers)}

    def load(self, data: bytes) -> None:
        """Continue exactly where the checkpoint stood."""
        self._numbers = _state.decode(data)
        self._ranker.load(self._numbers.weights, self._numbers.squares)

    def _lists(
        self, recent: Sequence[str], choice: Choice, hidden: frozenset[str]
    ) -> Mapping[str, Sequence[tuple[str, float]]]:
        """By source, the best first."""
        return {
            OWN: choice.own,
            TOGETHER: self._together(recent, hidden),
            IN_CATEGORY: self._leaders(choice.looking) if choice.looking else (),
            POPULAR: self._leaders(OVERALL),
        }

    def _together(self, recent: Sequence[str], hidden: frozenset[str]) -> Sequence[tuple[str, float]]:
        """As the fold sums up what is published of the last five items."""
        scores: dict[str, float] = {}
        for fade, item in zip(SCORED_FADES, recent, strict=False):
            for other, score in self._covisitation.neighbours(item, PUBLISHED_NEIGHBOURS):
                if other not in hidden:
                    scores[other] = scores.get(other, 0.0) + fade * score
        return sorted(scores.items(), key=lambda pair: -pair[1])[:PROPOSED]

    def _leaders(self, name: str) -> Sequence[Neighbour]:
        found = self._popular.get(name)
        return () if found is None else found.best(PROPOSED)


def _names(lists: Iterable[Sequence[tuple[str, float]]], hidden: frozenset[str]) -> list[str]:
    """The first items of lists that follow each other, each item once."""
    return list(dict.fromkeys(item for item, _ in chain(*lists) if item not in hidden))[:TOP]
