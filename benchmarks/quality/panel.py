"""One kind of case over one file: what every source and both blends would show, judged, and then learned from.

Rankers are each panel's own: who ranks the next line of an invoice is taught on lines, who ranks the next basket on
baskets. What they rank is shared: sources, and the lists that are published (`harken.learning.visits`). The ranker of
all sources is taught on the cases that are judged; the one of what is served on as many as the learner is told of, one
in ten, whether they are judged or not.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from zlib import crc32

from harken.example import Choice, VisitExample
from harken.fold.tastes import CHOSEN
from harken.learning.visits import VisitPart
from harken.recommend.blend import Blend, Seen, ranked, teach
from harken.recommend.listwise import Listwise
from harken.recommend.sources import Sight, Source, Taken

TOP: Final = 10
#: The four lists that are served and their ranker, as the learner has them (docs/decisions/0032).
SERVED: Final = "blend, as served"
#: All cases; those of who had taken nothing yet; items that nobody had taken yet.
ALL, COLD_CUSTOMER, COLD_ITEM = "all", "cold customer", "cold item"
KINDS: Final = (ALL, COLD_CUSTOMER, COLD_ITEM)


class Step(NamedTuple):
    """One item that a customer took, in which event; and what the fold knew of them before that event: the category
    looked at last, what they take again and again with how strong each habit is, and what they took before, packed."""

    customer_id: str
    event_id: str
    cause: str
    taken: Taken
    visit: VisitExample
    looking: str | None
    own: Sequence[tuple[str, float]]
    known: bytes = b""


class Judge:
    """What the lists of one source were worth: of single items rank counts, of baskets the share that was found."""

    def __init__(self) -> None:
        self.cases = 0
        self._hits = 0
        self._found = 0.0

    def judge_item(self, shown: Sequence[str], taken: str) -> None:
        """One item was taken next."""
        self.cases += 1
        if taken in shown:
            self._hits += 1
            self._found += 1.0 / (1 + shown.index(taken))

    def judge_basket(self, shown: Sequence[str], basket: Collection[str]) -> None:
        """A basket was bought next."""
        self.cases += 1
        found = sum(item in basket for item in shown)
        self._hits += found > 0
        self._found += found / len(basket)

    def figures(self) -> tuple[float, float]:
        """HR@10 and MRR@10, or PHR@10 and Recall@10."""
        return self._hits / max(1, self.cases), self._found / max(1, self.cases)


@dataclass(frozen=True)
class Sample:
    """One case in so many is judged, by a hash of its name.

    Parameters
    ----------
    one_in : of all; the ranker is taught on these.
    cold_customers_one_in, cold_items_one_in : of these, which are few; they divide `one_in`.
    """

    one_in: int
    cold_customers_one_in: int
    cold_items_one_in: int

    def kinds(self, name: str, *, customer_is_cold: bool) -> Collection[str]:
        """As what a case is to be judged."""
        drawn = crc32(name.encode())
        found = [ALL] if drawn % self.one_in == 0 else []
        if customer_is_cold and drawn % self.cold_customers_one_in == 0:
            found.append(COLD_CUSTOMER)
        return [*found, COLD_ITEM] if drawn % self.cold_items_one_in == 0 else found


def is_told(name: str) -> bool:
    """Whether the learner is told of a case: as many of them as of events, by a hash of the name instead of offsets."""
    return crc32(name.encode()) % CHOSEN == 0


class Panel:
    """How all contenders did.

    Parameters
    ----------
    blend, references, part : learn elsewhere; only asked here.
    sample : which cases are judged.
    by_basket : whether all that was taken at once is one case, or each item of it.
    """

    def __init__(
        self, blend: Blend, references: Sequence[Source], part: VisitPart, sample: Sample, *, by_basket: bool = False
    ) -> None:
        self._blend, self._references = blend, references
        self.ranker, self._served = Listwise(len(blend.ranker.weights)), part.choices()
        names = [*(source.name for source in (*blend.sources, *references)), blend.name, SERVED]
        self.judges: Mapping[str, Mapping[str, Judge]] = {kind: {name: Judge() for name in names} for kind in KINDS}
        self._sample, self._by_basket = sample, by_basket

    def take(
        self, step: Step, name: str, taken: Sequence[str], exclude: Collection[str], known: Collection[str]
    ) -> None:
        """Judge what is taken from the step on, where it is one of the sample, and learn it.

        Parameters
        ----------
        name : of the case.
        exclude : never shown.
        known : items that somebody took before.
        """
        is_cold = not step.taken.sight.recent
        cases = dict.fromkeys(self._sample.kinds(name, customer_is_cold=is_cold), taken)
        if COLD_ITEM in cases:
            cases[COLD_ITEM] = [item for item in taken if item not in known]
        is_asked = not (is_cold and self._by_basket)  # of the next basket only who had one before is asked
        if not is_asked:
            cases.pop(ALL, None)
        tells, judges = bool(is_asked and taken) and is_told(name), any(cases.values())
        if not tells and not judges:
            return
        own = [pair for pair in step.own if pair[0] not in exclude]
        choice = Choice(list(taken), step.looking, own, list(exclude), known=step.known)
        if judges:
            self._take(step, choice, exclude, cases)
        if tells:
            self._served.learn_one(step.visit, choice, 1)

    def _take(self, step: Step, choice: Choice, exclude: Collection[str], cases: Mapping[str, Sequence[str]]) -> None:
        sight = step.taken.sight._replace(exclude=exclude, category=None)
        seen = self._blend.see(sight)
        lists = self._lists(sight, seen, step, choice)
        for kind, items in cases.items():
            self._judge(self.judges[kind], lists, items)
        if cases.get(ALL):
            teach(self.ranker, seen, frozenset(choice.taken))

    def _lists(self, sight: Sight, seen: Seen, step: Step, choice: Choice) -> Mapping[str, Sequence[str]]:
        lists = {name: list(proposed)[:TOP] for name, proposed in seen.proposals.items()}
        lists |= {source.name: list(source.propose(sight, TOP)) for source in self._references}
        lists[self._blend.name] = list(ranked(self.ranker, seen, TOP))
        lists[SERVED] = self._served.best(step.visit.recent, choice)
        return lists

    def _judge(self, judges: Mapping[str, Judge], lists: Mapping[str, Sequence[str]], items: Sequence[str]) -> None:
        for name, shown in lists.items():
            if not self._by_basket:
                for item in items:
                    judges[name].judge_item(shown, item)
            elif items:
                judges[name].judge_basket(shown, items)
