"""Which learner of several holds which item's neighbours, where one is not enough.

A pair (j, i) is held with its first item: who owns j adds to `C[j][i]`, who owns i to `C[i][j]`. Every shard is shown
every visit and counts every item, since neighbours are divided by both counts; it keeps, prunes and publishes the
neighbours of its own items only, which is what the memory and most of the time of learning go into.
"""

from typing import Final, NamedTuple
from zlib import crc32

from harken.example import VISIT


class Shard(NamedTuple):
    """One of `of` learners, numbered from 0."""

    number: int = 0
    of: int = 1

    @property
    def model(self) -> str:
        """The name under which visits are told to it, and the key under which they travel."""
        return f"{VISIT}:{self.number}/{self.of}"

    @property
    def card(self) -> str:
        """The name of its card, which stands beside the others': a colon would make it one that competes in `visit`."""
        return f"{VISIT}-{self.number}-of-{self.of}"

    def owns(self, item_id: str) -> bool:
        """Whether this item's neighbours are held here, and nowhere else."""
        return self.of == 1 or shard_of(item_id, self.of) == self.number


#: The only one.
WHOLE: Final = Shard()


def shard_of(item_id: str, shards: int) -> int:
    """The shard of an item; the same in every process and release."""
    return crc32(item_id.encode()) % shards


def models_of(shards: int) -> tuple[str, ...]:
    """Under which names visits are told: to who has the lists and the ranker, and to each of so many shards."""
    return (VISIT, *(Shard(number, shards).model for number in range(shards)))
