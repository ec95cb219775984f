"""The learner's mind: packs of examples in, models and what scorers need of them out; no clock, no store, no engine."""

from collections.abc import Mapping, Sequence

from harken.card import Change
from harken.example import ExamplePack
from harken.learning.churn import ChurnPart
from harken.learning.config import LearnerConfig
from harken.learning.neighbours import NeighbourPart
from harken.learning.parts import make_parts
from harken.learning.publication import Publication
from harken.learning.visits import VisitPart
from harken.recommend.assortment import ItemNews
from harken.worse import Worse


class Learner:
    """All models whose examples come to one partition of the examples topic.

    Parameters
    ----------
    partition : its number; the state's keys carry it.
    prefix : of every key but the documents'.
    config : which models learn, and what they begin with.
    """

    def __init__(self, partition: int, prefix: str = "harken:", config: LearnerConfig | None = None) -> None:
        self._prefix = prefix
        self._home = f"{prefix}learned:{partition}:"
        self._parts = make_parts(config or LearnerConfig())
        self._listeners = [part for part in self._parts if isinstance(part, VisitPart | NeighbourPart)]
        self._models = frozenset(model for part in self._parts for model in part.models)
        self._taught: set[int] = set()
        #: The sorted set whose members are the keys of the state.
        self.index_key = f"{self._home}index"
        #: Where it is kept what was said of the models' cards (`harken.learning.card_news`).
        self.cards_key = f"{self._home}cards"

    def learn(self, packs: Sequence[ExamplePack]) -> None:
        """Learn these packs in their order; a cause that was learned before is passed over.

        Raises MalformedPack where one of them does not open (`harken.learning.packs.read_pack` gives none such).
        """
        self._learn(packs, in_step=False)

    def learn_sorted(self, packs: Sequence[ExamplePack]) -> None:
        """Learn all examples of a step, sorted by the time they became known, so that arrival does not matter."""
        self._learn(packs, in_step=True)

    def takes(self, model: str) -> bool:
        """Whether anything here learns from packs of this model."""
        return model in self._models

    @property
    def heard(self) -> Mapping[str, int] | None:
        """Up to which offset of each partition of the items they were told of; None: no model here asks."""
        asking = [heard for part in self._listeners if (heard := part.heard) is not None]
        if not asking:
            return None
        #  Who has heard it already is none the wiser.
        return {lane: min(one[lane] for one in asking) for lane in set.intersection(*map(set, asking))}

    def tell(self, news: ItemNews) -> None:
        """What the shop said of items, for the models that ask."""
        for part in self._listeners:
            if part.heard is not None:
                part.tell(news)

    def published(self, step_s: float) -> Publication:
        """What is to be published since the last call, by full key; `step_s` goes into the snapshot."""
        strings: dict[str, bytes | None] = {}
        scores: dict[str, Mapping[str, float | None]] = {}
        hashes: dict[str, Mapping[str, bytes]] = {}
        for index in sorted(self._taught):
            part = self._parts[index].published(step_s)
            strings |= {self._prefix + key: value for key, value in part.strings.items()}
            scores |= {self._prefix + key: members for key, members in part.scores.items()}
            hashes |= {self._prefix + key: fields for key, fields in part.hashes.items()}
        return Publication(strings, scores, hashes)

    def drifts(self) -> dict[str, int]:
        """How often each model has been found to do worse than it did, since it was first taught."""
        return {part.models[0]: part.drifts for part in self._parts}

    def worse(self) -> Sequence[Worse]:
        """Each time that a champion was found to do worse, since this was last asked."""
        return [worse for part in self._parts if isinstance(part, ChurnPart) for worse in part.worse()]

    def changes(self) -> Sequence[Change]:
        """What was done to the pointer that says which churn model scores, the newest last."""
        return [change for part in self._parts if isinstance(part, ChurnPart) for change in part.changes]

    def checkpoint(self) -> dict[str, bytes | None]:
        """State that changed since the last call, by full key; call it after `published`."""
        changed: dict[str, bytes | None] = {}
        for part in self._parts:
            changed |= {self._home + key: value for key, value in part.checkpoint().items()}
        return changed

    def restore(self, state: Mapping[str, bytes]) -> None:
        """Continue exactly where the checkpoints stood, given all keys that the index names."""
        own = {key.removeprefix(self._home): value for key, value in state.items()}
        for index, part in enumerate(self._parts):
            if part.restore(own):
                self._taught.add(index)

    def _learn(self, packs: Sequence[ExamplePack], *, in_step: bool) -> None:
        for index, part in enumerate(self._parts):
            mine = [pack for pack in packs if pack.model in part.models]
            if mine:
                self._taught.add(index)
                part.learn(mine, in_step=in_step)
