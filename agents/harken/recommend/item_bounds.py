"""From when to when an item is learned: from its nth taking until nobody has touched it for long."""

from dataclasses import dataclass
from typing import Final

_DAY_S: Final = 86_400.0
#: So often within the time after which idle items are forgotten these are looked for, and at most once a day.
LOOKS: Final = 32


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
