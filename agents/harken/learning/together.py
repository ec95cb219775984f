"""What is taken together and what is alike, as the learner keeps it and publishes it, item by item."""

from collections.abc import Mapping

from harken.example import VisitExample
from harken.recommend.assortment import ItemNews
from harken.recommend.content import Content
from harken.recommend.covisitation import CoVisitation
from harken.recommend.shards import WHOLE, Shard
from harken.recommend.similar import Similar


class Together:
    """Counts of pairs, and what the shop says of items.

    Parameters
    ----------
    home : what the keys of the state begin with.
    shard : whose items' neighbours are held and published here.
    """

    def __init__(self, home: str, shard: Shard = WHOLE) -> None:
        self.covisitation = CoVisitation(shard=shard)
        self._content = Content()
        self.similar = Similar(self.covisitation, self._content)
        self._item, self._told = f"{home}:item:", f"{home}:told:"
        self._unwritten: dict[str, None] = {}
        #: Whose neighbours are to be published, since they or something that is like them changed.
        self._again: set[str] = set()

    def tell(self, news: ItemNews) -> None:
        """Learn what the shop said of items since."""
        for item_id, item in news.items:
            self._again.update(filter(self.covisitation.owns, self._content.tell_one(item_id, item)))

    def learn_one(self, visit: VisitExample) -> None:
        """Count what a visit took together."""
        self.covisitation.learn_one(visit)

    def published(self, *, neighbours: bool = True) -> dict[str, bytes | None]:
        """Neighbours of items that changed since the last call.

        Parameters
        ----------
        neighbours : False: nobody is to be told any.
        """
        changed, owns = self.covisitation.take_changed(), self.covisitation.owns
        self._unwritten |= dict.fromkeys(changed)
        again, self._again = {*filter(owns, changed), *filter(self.covisitation.__contains__, self._again)}, set()
        return {f"similar:{item}": self.similar.published(item) for item in sorted(again)} if neighbours else {}

    def checkpoint(self) -> dict[str, bytes | None]:
        """State that changed since the last call, by key; after `published`."""
        unwritten, self._unwritten = self._unwritten, {}
        state = {self._item + item: self.covisitation.dump_item(item) for item in unwritten}
        return state | {self._told + item: said for item, said in self._content.checkpoint().items()}

    def restore(self, state: Mapping[str, bytes]) -> None:
        """Continue exactly where the checkpoints stood; other keys are passed over."""
        for key, value in state.items():
            if key.startswith(self._item):
                self.covisitation.load_item(key.removeprefix(self._item), value)
            elif key.startswith(self._told):
                self._content.load(key.removeprefix(self._told), value)
