"""What is published of an item: what is taken together with it, as if what is alike had been, a little, already.

A pair that is alike begins with a count (`BEFOREHAND` times the square of its cosine) that real ones soon outweigh: a
prior. So content decides where little was taken, and an item that nobody took yet is somebody's neighbour.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import json

from harken.recommend.content import Content
from harken.recommend.covisitation import CoVisitation

#: So often two items that are the same by all that is known of them count as taken together before they ever were.
BEFOREHAND: Final = 0.5
#: Neighbours published of one item.
PUBLISHED_NEIGHBOURS: Final = 20


class Similar:
    """Neighbours of items, for workers and for the learner's own lists.

    Parameters
    ----------
    covisitation, content : as they are learned; only read here.
    """

    def __init__(self, covisitation: CoVisitation, content: Content) -> None:
        self._covisitation, self._content = covisitation, content

    def neighbours(self, item: str) -> list[tuple[str, float]]:
        """The strongest twenty, the strongest first."""
        return self._covisitation.neighbours(item, PUBLISHED_NEIGHBOURS, self._beforehand(item))

    def published(self, item: str) -> bytes | None:
        """As workers read them: the score is below 0 where nobody took the two together yet; its size counts.

        None: there are none, or the item is not known (any more).
        """
        beforehand = self._beforehand(item)
        neighbours = self._covisitation.neighbours(item, PUBLISHED_NEIGHBOURS, beforehand)
        if beforehand:
            counted = self._covisitation.counted(item)
            neighbours = [(other, score if other in counted else -score) for other, score in neighbours]
        return json.encode(neighbours) if neighbours else None

    def _beforehand(self, item: str) -> Mapping[str, float]:
        if not self._covisitation.has_heard_of(item):
            return {}
        return {other: BEFOREHAND * cosine * cosine for other, cosine in self._content.alike(item).items()}
