"""The blend's learning: what was chosen, out of all that the lists of the moment had (`harken.recommend.opinions`).

Each choice is judged before it is learned, beside what would be shown without the blend: neighbours first, then what is
popular in the category looked at, then at all. Weights are published once there were enough choices, and for as long as
lists ranked by them are lately no worse.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from itertools import chain
from operator import itemgetter
from typing import Final

import numpy as np
from msgspec import Struct, field, json

from harken.example import Choice, VisitExample
from harken.learning.hits import TOP, Hits, Reach
from harken.learning.shown import ShownLists, ShownState
from harken.recommend.covisitation import SCORED_FADES, CoVisitation
from harken.recommend.listwise import Listwise
from harken.recommend.neighbours import Neighbour
from harken.recommend.opinions import ALL_FEATURES, IN_CATEGORY, OWN, POPULAR, PROPOSED, TOGETHER, Row, by_name, rows
from harken.recommend.similar import Similar
from harken.recommend.sources.leaders import Leaders
from harken.shelf import BlendSnapshot

#: The list of everything.
OVERALL: Final = ""
SNAPSHOT_KEY: Final = "snapshot:blend"
BLEND_KEY: Final = "visit:blend"
#: Behind it the id of a list that was clicked.
CLICKED: Final = "visit:clicked:"
#: Of fewer choices no weights are published.
FEWEST: Final = 300


class _State(Struct):
    """What is kept between checkpoints; nothing is learned yet where there are no weights."""

    blend: Hits = field(default_factory=Hits)
    without: Hits = field(default_factory=Hits)
    together: Hits = field(default_factory=Hits)
    weights: list[float] = field(default_factory=list)
    squares: list[float] = field(default_factory=list)
    reach: Reach = field(default_factory=Reach)
    shown: ShownState = field(default_factory=ShownState)


_state = json.Decoder(_State)
_score = itemgetter(1)


class Choices:
    """The ranker of what is served.

    Parameters
    ----------
    covisitation, similar, popular : as they are learned, neighbours, the lists by category; only read here.
    """

    def __init__(self, covisitation: CoVisitation, similar: Similar, popular: Mapping[str, Leaders]) -> None:
        self._covisitation, self._similar = covisitation, similar
        self._popular = popular
        self._ranker = Listwise(ALL_FEATURES)
        self._shown = ShownLists(self._ranker)
        self._numbers = _State()
        self._changed = self._unwritten = False

    def learn_one(self, visit: VisitExample, choice: Choice, visits: int) -> None:
        """Judge and learn one choice; where nothing that was taken could be shown there is nothing to learn.

        What came of a served list is learned from that list, where it is known how lists are looked at, and judged only
        where it is one event in some.

        Parameters
        ----------
        visits : that were learned before this one.
        """
        for listed in choice.lists:
            if listed.bought and not listed.items and self._shown.learn_bought(listed, frozenset(choice.taken)):
                self._changed = self._unwritten = True
        hidden = frozenset(choice.hidden)
        taken = frozenset(choice.taken) - hidden
        named = [listed for listed in choice.lists if listed.items]
        if not taken or not (named or choice.drawn):
            return
        lists = self._lists(visit.recent, choice, hidden)
        items, numbers = rows(lists, hidden, choice.known)
        if choice.drawn:
            self._judge(lists, hidden, items, numbers, taken, visits)
        if choice.drawn and not (named and self._shown.corrects):
            self._ranker.learn_one(numbers, np.array([item in taken for item in items], bool))
        for listed in named:
            self._shown.learn_one(listed, taken, items, numbers, visit.known_s)
        self._changed = self._unwritten = True

    def best(self, recent: Sequence[str], choice: Choice) -> list[str]:
        """The first ten of a list, as they would be published."""
        hidden = frozenset(choice.hidden)
        return self._best(*rows(self._lists(recent, choice, hidden), hidden, choice.known))

    def _best(self, items: Sequence[str], numbers: Row) -> list[str]:
        order = np.argsort(-self._ranker.score_many(numbers), kind="stable")[:TOP]
        return [items[k] for k in order.tolist()]

    def _judge(
        self,
        lists: Mapping[str, Sequence[tuple[str, float]]],
        hidden: frozenset[str],
        items: Sequence[str],
        numbers: Row,
        taken: frozenset[str],
        visits: int,
    ) -> None:
        shown = self._best(items, numbers)
        self._numbers.blend.judge(shown, taken)
        self._numbers.together.judge(_names([lists[TOGETHER]], hidden), taken)
        self._numbers.without.judge(_names([lists[TOGETHER], lists[IN_CATEGORY], lists[POPULAR]], hidden), taken)
        #  Of what nobody took yet the share is that of one taking.
        self._numbers.reach.take(shown, [max(1.0, self._covisitation.count(i)) / max(1, visits) for i in shown])

    def published(self) -> dict[str, bytes | None]:
        """The weights, where they changed and are to be used."""
        changed, self._changed = self._changed, False
        if not changed:
            return {}
        numbers = self._numbers
        if numbers.blend.cases < FEWEST or numbers.blend.lately < numbers.without.lately:
            return {SNAPSHOT_KEY: None}
        found = by_name(np.round(self._ranker.weights, 6))
        digest = blake2b(json.encode(found), digest_size=4).hexdigest()
        snapshot = BlendSnapshot(version=f"blend-{digest}", cases=numbers.blend.cases, weights=found)
        return {SNAPSHOT_KEY: json.encode(snapshot)}

    def card(self) -> dict[str, bytes]:
        """What there is to say of it beside the visits, once there was a choice; and of served lists."""
        numbers, lists = self._numbers, self._shown.figures()
        served = {"served_lists": json.encode(lists)} if lists else {}
        if not numbers.blend.cases:
            return served
        columns = {"blend": numbers.blend, "without the blend": numbers.without, "together": numbers.together}
        figures = {name: hits.figures() for name, hits in columns.items()}
        found = {"cases": str(numbers.blend.cases).encode(), "metrics": json.encode(figures)}
        found["reach"] = json.encode(numbers.reach.figures(len(self._covisitation)))
        return found | served

    def checkpoint(self) -> dict[str, bytes | None]:
        """Everything learned, where there was something since the last call."""
        if not self._unwritten:
            return {}
        self._unwritten = False
        self._numbers.weights, self._numbers.squares = map(list, self._ranker.dump())
        self._numbers.shown = self._shown.dump()
        clicked = {CLICKED + name: data for name, data in self._shown.clicked.checkpoint().items()}
        return {BLEND_KEY: json.encode(self._numbers), **clicked}

    def load(self, data: bytes) -> None:
        """Continue exactly where the checkpoint stood."""
        self._numbers = _state.decode(data)
        self._ranker.load(self._numbers.weights, self._numbers.squares)
        self._shown.load(self._numbers.shown)

    def forget_before(self, horizon_s: float) -> None:
        """Forget lists that were clicked before then (event time, epoch seconds)."""
        if self._shown.clicked.forget_before(horizon_s):
            self._unwritten = True

    def load_clicked(self, name: str, data: bytes) -> None:
        """One list that was clicked, as the checkpoint has it."""
        self._shown.clicked.load(name, data)

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
            for other, score in self._similar.neighbours(item):
                if other not in hidden:
                    scores[other] = scores.get(other, 0.0) + fade * score
        return sorted(scores.items(), key=_score, reverse=True)[:PROPOSED]

    def _leaders(self, name: str) -> Sequence[Neighbour]:
        found = self._popular.get(name)
        return () if found is None else found.best(PROPOSED)


def _names(lists: Iterable[Sequence[tuple[str, float]]], hidden: frozenset[str]) -> list[str]:
    """The first items of lists that follow each other, each item once."""
    found: dict[str, None] = {}
    for item, _ in chain(*lists):
        if item not in hidden:
            found[item] = None
            if len(found) == TOP:
                break
    return list(found)
