"""Since when a customer is as satisfied as they are: the last turn of their satisfaction.

A level is the decayed mean after a score. As long as levels go on in one direction, the farthest is where they went;
one that comes back from there by `LEAST` or more is a turn, and from there they now come. What goes up and down by less
is no news to anybody. (The zigzag of turning points, as business cycles are dated: Bry & Boschan 1971, Cyclical
Analysis of Time Series, NBER, chapter 2, with one threshold in place of their phases.)
"""

from typing import Final

from harken.customer import Swing

#: What comes back by less is no turn: half a star of five.
LEAST: Final = 0.125


def swing_on(before: Swing | None, at_s: float, level: float) -> Swing:
    """Take the next level in.

    Parameters
    ----------
    at_s : of the score, epoch seconds; one that came late counts as the last all the same.
    level : 0 to 1.
    """
    if before is None:
        return Swing(at_s, level, at_s, level)
    went, further = before.to - before.was, level - before.to
    if went * further >= 0.0:
        return Swing(before.from_s, before.was, at_s, level)
    if abs(further) >= LEAST:
        return Swing(before.to_s, before.to, at_s, level)
    return before
