"""From when to when an item is learned: from its nth taking until nobody has touched it for long."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

_DAY_S: Final = 86_400.0
#: So often within the time after which idle items are forgotten these are looked for, and at most once a day.
LOOKS: Final = 32


class Touched(Protocol):
    """What is kept of an item, with when it was last touched (event time, epoch seconds)."""

    touched_s: float


@dataclass(frozen=True)
class ItemBounds:
    """What the learner is told once.

    Parameters
    ----------
    least_takings : an item that was taken fewer times than this is not learned, >= 1.
    idle_d : so many days of event time after it was last touched an item is forgotten, > 0.
    """

    least_takings: int = 1
    idle_d: float = 365.0

    @property
    def idle_s(self) -> float:
        """The same in seconds."""
        return self.idle_d * _DAY_S

    @property
    def look_every_s(self) -> float:
        """How often idle items are looked for, seconds of event time."""
        return max(_DAY_S, self.idle_s / LOOKS)


#: Learned from the first taking on, and kept for a year.
USUAL: Final = ItemBounds()


def idlest(items: Mapping[str, Touched], most: int) -> list[str]:
    """Who makes room where only `most` may be kept: the tenth touched least recently, by name where they are equal."""
    oldest = sorted(items, key=lambda item: (items[item].touched_s, item))
    return oldest[: max(1, most // 10)]
