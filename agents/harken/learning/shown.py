"""Learning from lists that were served: what was taken of them counts by how likely its place is looked at.

What is known of places is learned from explored ones on the way (`harken.recommend.examination`); each list is learned
by what was known before it. As long as that is too little, and so always where nothing is explored, a list would teach
that what was put first is wanted most; then it teaches the ranker nothing.

An order that follows a click teaches by what was known when it was clicked (`harken.learning.clicked`): in all what is
bought of a list counts the same, whether it was clicked before or not.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from harken.example import Listed
from harken.learning.clicked import ClickedLists
from harken.learning.hits import LATELY
from harken.recommend.examination import Examination
from harken.recommend.listwise import Listwise

#: For how much what was bought of a list counts, where what was clicked counts 1.
BOUGHT: Final = 3.0
#: Places whose chances are on the card.
TOLD: Final = 10


class ShownState(Struct):
    """What is kept: lists learned from, their places and how many of these were explored, and `Examination`'s own."""

    lists: int = 0
    places: int = 0
    explored: int = 0
    explored_lately: float = 0.0
    looks: list[float] = field(default_factory=list)
    takings: list[float] = field(default_factory=list)


class ShownLists:
    """What lists teach a ranker.

    Parameters
    ----------
    ranker : that is taught.
    """

    def __init__(self, ranker: Listwise) -> None:
        self._ranker = ranker
        self._examination = Examination()
        self._state = ShownState()
        #: What was clicked and may be bought.
        self.clicked = ClickedLists()

    @property
    def corrects(self) -> bool:
        """Whether it is known how likely places are looked at; before that lists teach nothing but this."""
        return self._examination.is_known

    def learn_one(
        self, listed: Listed, taken: frozenset[str], items: Sequence[str], numbers: NDArray[np.float64], at_s: float
    ) -> None:
        """Learn what was taken of one list.

        Parameters
        ----------
        at_s : when, event time, epoch seconds.
        items, numbers : candidates now, and a row of features each; what was shown and is none any more is left out.
        """
        shown, rows = listed.items, {item: n for n, item in enumerate(items)}
        places = [place for place, item in enumerate(shown) if item in taken]
        if not places:
            return
        if self.corrects:
            weights = self._examination.weights(len(shown)) * (BOUGHT if listed.bought else 1.0)
            known = [(place, rows[item]) for place, item in enumerate(shown) if item in rows]
            counts = np.array([weights[place] if shown[place] in taken else 0.0 for place, _ in known])
            mine = numbers[[row for _, row in known]]
            self._ranker.learn_shown(mine, counts)
            if not listed.bought and len(known) > 1:
                self.clicked.keep(listed.list_id, at_s, shown, [place for place, _ in known], mine, places)
        self._examination.learn_one(len(shown), listed.explored, places)
        state = self._state
        state.lists += 1
        state.places += len(shown)
        state.explored += len(listed.explored)
        share = len(listed.explored) / len(shown)
        state.explored_lately += max(LATELY, 1.0 / state.lists) * (share - state.explored_lately)

    def learn_bought(self, listed: Listed, taken: frozenset[str]) -> bool:
        """Learn what was bought of a list of which nothing but its id is known any more; whether it was at hand.

        What was clicked on it has counted for as much as a click does, so the rest of what an order counts is added.
        """
        found = self.clicked.take(listed.list_id) if self.corrects else None
        if found is None:
            return False
        weights = self._examination.weights(len(found.items))
        counts = [
            weights[place] * (BOUGHT - (place in found.clicked)) if found.items[place] in taken else 0.0
            for place in found.places
        ]
        self._ranker.learn_shown(found.numbers(len(self._ranker.weights)), np.array(counts))
        return True

    def figures(self) -> Mapping[str, object]:
        """As the card has them; nothing before there was a list."""
        state = self._state
        if not state.lists:
            return {}
        return {
            "lists": state.lists,
            "explored": round(state.explored / state.places, 4),
            "explored_lately": round(state.explored_lately, 4),
            "chances": np.round(self._examination.chances(TOLD), 3).tolist(),
        }

    def dump(self) -> ShownState:
        """Everything that is kept."""
        looks, takings = self._examination.dump()
        self._state.looks, self._state.takings = list(looks), list(takings)
        return self._state

    def load(self, state: ShownState) -> None:
        """Continue exactly where `dump` stood; in one of an older release there is nothing."""
        self._state = state
        if state.looks:
            self._examination.load(state.looks, state.takings)
