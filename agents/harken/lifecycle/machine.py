"""The state machine of the life cycle: one step."""

from collections.abc import Callable
from typing import Final, get_args

from harken.document import Lifecycle, Stage
from harken.lifecycle.situation import Situation
from harken.lifecycle.transitions import TRANSITIONS, Transition

STAGES: Final[tuple[Stage, ...]] = get_args(Stage)

#: The lines of the table that are for a stage, with what they ask at hand.
_LINES: Final[dict[Stage, tuple[tuple[Callable[[Situation], bool], Transition], ...]]] = {
    stage: tuple((line.holds, line) for line in TRANSITIONS if not line.of or stage in line.of) for stage in STAGES
}
_FIRST: Final[Stage] = "prospect"


def step(before: Lifecycle | None, situation: Situation, now_ms: int) -> Lifecycle:
    """Where the customer is now; the same object where they stay.

    Parameters
    ----------
    before : None for who was never placed.
    now_ms : event time, epoch milliseconds.
    """
    stage = _FIRST if before is None else before.stage
    for holds, line in _LINES[stage]:
        if holds(situation):
            if before is not None and line.to == stage:
                return before
            return Lifecycle(line.to, now_ms, line.why(situation))
    raise AssertionError("the last line of the table holds for everybody")
