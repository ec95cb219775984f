"""The state machine of the life cycle: one step of a customer; and of many at once, whom it may move."""

from collections.abc import Callable
from typing import Final, get_args

import numpy as np
from numpy.typing import NDArray

from harken.document import Lifecycle, Stage
from harken.language import ENGLISH, Language
from harken.lifecycle.situation import Situation
from harken.lifecycle.transitions import TRANSITIONS, Transition

STAGES: Final[tuple[Stage, ...]] = get_args(Stage)

#: The lines of the table that are for a stage, with what they ask at hand.
_LINES: Final[dict[Stage, tuple[tuple[Callable[[Situation], bool], Transition], ...]]] = {
    stage: tuple((line.holds, line) for line in TRANSITIONS if not line.of or stage in line.of) for stage in STAGES
}
_FIRST: Final[Stage] = "prospect"
#: In the place of a line: none moves them.
STAYS: Final = -1


def step(
    before: Lifecycle | None, situation: Situation, now_ms: int, first: int = 0, language: Language = ENGLISH
) -> Lifecycle:
    """Where the customer is now; the same object where they stay.

    Parameters
    ----------
    before : None for who was never placed.
    now_ms : event time, epoch milliseconds.
    first : of the lines for their stage those before it are known not to hold.
    language : in which it is said why.
    """
    stage = _FIRST if before is None else before.stage
    for holds, line in _LINES[stage][first:]:
        if holds(situation):
            if before is not None and line.to == stage:
                return before
            return Lifecycle(line.to, now_ms, line.why(situation, language))
    raise AssertionError("the last line of the table holds for everybody")


class Steps(dict[Stage, list[int]]):
    """Of each of many customers, by stage, the first of the lines for it that may hold if they are there (`step`).

    `STAYS` where a step leaves them there for certain, as it does nearly always. So it is told for all at once, before
    it is known who is where, and since when: a line may ask how long somebody has been at their stage, and so it holds
    from some day on, or up to one. Where it holds at both ends of time it holds for certain, where at one it may.

    Parameters
    ----------
    at_first, at_last : their situations at both ends of `in_stage_d`, a column wherever they differ; all have ordered,
        and nobody has said goodbye.
    count : how many they are.
    """

    def __init__(self, at_first: Situation, at_last: Situation, count: int) -> None:
        super().__init__()
        ends = [(line.holds(at_first), line.holds(at_last)) for line in TRANSITIONS]
        #: Of each line where it holds for certain, and where it may.
        self._held = [(np.logical_and(*held), np.logical_or(*held)) for held in ends]
        self._count = count

    def __missing__(self, stage: Stage) -> list[int]:
        """Tell it of a stage that is asked about for the first time."""
        first = np.full(self._count, STAYS)
        own = [n for n, line in enumerate(TRANSITIONS) if not line.of or stage in line.of]
        for place, n in reversed([*enumerate(own)]):
            certain, possible = self._held[n]
            here: NDArray[np.int_] | int = place
            if TRANSITIONS[n].to == stage:  # unless it does not hold, and one after it moves them
                here = np.where(certain | (first == STAYS), STAYS, place)
            first = np.where(possible, here, first)
        found: list[int] = first.tolist()
        self[stage] = found
        return found
