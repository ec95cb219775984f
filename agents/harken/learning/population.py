"""Whether customers, and what is said of them, are still as they were: shifts of every feature and of the score.

Features come with the answers of the next seven days, so a week after they were scored; the score comes with what is at
stake, at once (`harken.example`). Nothing is done about a shift: it is told (docs/decisions/0031).
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from msgspec import Struct, field, json

from harken.example import PROPENSITY, VALUE, ExamplePack
from harken.features import FEATURE_NAMES
from harken.learning.churn import is_usable
from harken.learning.known import Known, told
from harken.learning.packs import propensity_examples, value_examples
from harken.learning.publication import Publication
from harken.learning.shift import Shift

KEY: Final = "population:shift"
SCORE: Final = "score"


class _State(Struct):
    """Everything that is kept."""

    features: Shift
    scores: Shift = field(default_factory=lambda: Shift(1))
    known: Known = field(default_factory=Known)
    known_scores: Known = field(default_factory=Known)
    names: tuple[str, ...] = ()


_decoder: Final = json.Decoder(_State)


class PopulationPart:
    """Watches packs of `propensity` and `value` examples.

    Parameters
    ----------
    names : the features' names, in order; examples with others (another release's) are left out.
    """

    #  Named for what it takes second: by the first name goes the road that learns from it.
    models = (VALUE, PROPENSITY)

    def __init__(self, names: tuple[str, ...] = FEATURE_NAMES) -> None:
        self._names = names
        self._state = _State(Shift(len(names)), names=names)
        self._changed = False

    def learn(self, packs: Sequence[ExamplePack], *, in_step: bool) -> None:
        """Take the new ones among these packs' examples, in step sorted by the time they became known."""
        # All packs are opened before the first example is remembered: one that does not open changes nothing.
        state, width = self._state, len(self._names)
        answers = [
            one
            for pack in packs
            if pack.model == PROPENSITY and pack.names == self._names
            for one in told(pack, propensity_examples(pack))
        ]
        stakes = [one for pack in packs if pack.model == VALUE for one in told(pack, value_examples(pack))]
        answers = state.known.new_of_wakeups(answers, in_step=in_step)
        stakes = state.known_scores.new_of_wakeups(stakes, in_step=in_step)
        rows = [one.example.features for one in answers if is_usable(one.example, width)]
        scores = [[one.example.churn] for one in stakes if one.example.churn is not None]
        state.features.learn_many(np.asarray(rows, np.float64).reshape(-1, width))
        state.scores.learn_many(np.asarray(scores, np.float64).reshape(-1, 1))
        self._changed |= bool(answers or stakes)

    def published(self, step_s: float) -> Publication:
        """The index of each feature and of the score, by name, and how many rows there were."""
        del step_s  # scorers need none of it
        card = {"shift": json.encode(self.shifts()), "rows": json.encode(self._state.features.rows)}
        return Publication(strings={}, scores={}, hashes={"model:population": card})

    def shifts(self) -> dict[str, float]:
        """Population stability indices by name, `score` first; those that are not known yet are left out."""
        scores, features = self._state.scores.index(), self._state.features.index()
        found = {} if scores is None else {SCORE: scores[0]}
        found |= {} if features is None else dict(zip(self._names, features, strict=True))
        return {name: round(index, 4) for name, index in found.items()}

    @property
    def drifts(self) -> int:
        """A shift is no loss."""
        return 0

    def checkpoint(self) -> dict[str, bytes | None]:
        """State that changed since the last call, by key."""
        if not self._changed:
            return {}
        self._changed = False
        return {KEY: json.encode(self._state)}

    def restore(self, state: Mapping[str, bytes]) -> bool:
        """Continue exactly where the checkpoint stood, or anew where features are others; whether there was one."""
        if KEY not in state:
            return False
        found = _decoder.decode(state[KEY])
        if found.names != self._names:
            found.features, found.names = Shift(len(self._names)), self._names
        self._state = found
        return True
