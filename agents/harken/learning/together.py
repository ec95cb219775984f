"""What is taken together and what is alike, as the learner keeps it and publishes it, item by item."""

from collections.abc import Mapping
from math import inf
from typing import Final

from msgspec import json

from harken.example import VisitExample
from harken.recommend.assortment import ItemNews
from harken.recommend.content import Content
from harken.recommend.covisitation import CoVisitation
from harken.recommend.item_bounds import USUAL, ItemBounds
from harken.recommend.shards import WHOLE, Shard
from harken.recommend.similar import Similar

#: Of a learner of the release before, which has not looked for idle items yet.
_NEVER_S: Final = -inf


class Together:
    """Counts of pairs, and what the shop says of items.

    Parameters
    ----------
    home : what the keys of the state begin with.
    shard : whose items' neighbours are held and published here.
    bounds : which items are learned.
    """

    def __init__(self, home: str, shard: Shard = WHOLE, bounds: ItemBounds = USUAL) -> None:
        self._bounds = bounds
        self.covisitation = CoVisitation(shard=shard, least_takings=bounds.least_takings)
        self._content = Content()
        self.similar = Similar(self.covisitation, self._content)
        self._item, self._told, self._looked = f"{home}:item:", f"{home}:told:", f"{home}:looked"
        #: When idle items were last looked for (event time, epoch seconds), and from when on they are again.
        self._looked_s, self._due_s, self._has_looked = _NEVER_S, _NEVER_S, False
        self._unwritten: dict[str, None] = {}
        #: Whose neighbours are to be published, since they or something that is like them changed.
        self._again: set[str] = set()

    def tell(self, news: ItemNews) -> None:
        """Learn what the shop said of items since."""
        for item_id, item in news.items:
            self._again.update(filter(self.covisitation.owns, self._content.tell_one(item_id, item)))

    def learn_one(self, visit: VisitExample) -> bool:
        """Count what a visit took together; whether its item was taken often enough to be learned."""
        return self.covisitation.learn_one(visit)

    def forget_idle(self, now_s: float) -> float | None:
        """Forget what nobody touched for long, where it is time to look for it again.

        Returns
        -------
        Before when it was last touched, event time, epoch seconds; None: it is not time yet.
        """
        if now_s < self._due_s:
            return None
        #  A moment that is the same whichever visit comes first behind it.
        every_s = self._bounds.look_every_s
        self._looked_s, self._has_looked = now_s - now_s % every_s, True
        self._due_s = self._looked_s + every_s
        horizon_s = self._looked_s - self._bounds.idle_s
        self.covisitation.forget_before(horizon_s)
        return horizon_s

    def published(self, *, neighbours: bool = True) -> dict[str, bytes | None]:
        """Neighbours of items that changed since the last call.

        Parameters
        ----------
        neighbours : False: nobody is to be told any.
        """
        covisitation, owns = self.covisitation, self.covisitation.owns
        changed, waiting = covisitation.take_changed(), covisitation.take_waiting()
        self._unwritten |= dict.fromkeys([*changed, *waiting])
        #  Of what waits there is nothing to be said but what it is like.
        told = filter(self._content.__contains__, waiting)
        again = {*filter(owns, [*changed, *told]), *filter(covisitation.has_heard_of, self._again)}
        self._again = set()
        return {f"similar:{item}": self.similar.published(item) for item in sorted(again)} if neighbours else {}

    def checkpoint(self) -> dict[str, bytes | None]:
        """State that changed since the last call, by key; after `published`."""
        unwritten, self._unwritten = self._unwritten, {}
        state = {self._item + item: self.covisitation.dump_item(item) for item in unwritten}
        if self._has_looked:
            self._has_looked, state[self._looked] = False, json.encode(self._looked_s)
        return state | {self._told + item: said for item, said in self._content.checkpoint().items()}

    def restore(self, state: Mapping[str, bytes]) -> None:
        """Continue exactly where the checkpoints stood; other keys are passed over."""
        for key, value in state.items():
            if key.startswith(self._item):
                self.covisitation.load_item(key.removeprefix(self._item), value)
            elif key.startswith(self._told):
                self._content.load(key.removeprefix(self._told), value)
            elif key == self._looked:
                self._looked_s = json.decode(value, type=float)
                self._due_s = self._looked_s + self._bounds.look_every_s
