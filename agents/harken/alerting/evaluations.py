"""The last evaluations of a pending kind, as bits: so many of so many must have been over.

An evaluation is a step of the kind with a level. Steps come in clumps, an order and the word about it, so those within
an hour of the first of them are one, which says what the newest of them does: a burst of events is no evidence that
something lasts.
"""

from typing import Final

from harken.document import Evaluations

#: No kind asks for more than this.
MOST_EVALUATIONS: Final = 32
#: Steps that lie closer than this to the first of them are one evaluation, event time.
APART_MS: Final = 3_600_000


def evaluated(before: Evaluations, *, is_over: bool, now_ms: int, of: int) -> Evaluations:
    """The evaluations after one more step; `before` itself where that changes nothing.

    Parameters
    ----------
    is_over : whether the level is at `raise_at` or over.
    now_ms : event time, epoch milliseconds.
    of : how many of the last are known, at most `MOST_EVALUATIONS`.
    """
    if now_ms - before.at_ms < APART_MS:
        at_ms, over = before.at_ms, before.over & ~1 | is_over
    else:
        at_ms, over = now_ms, before.over << 1 | is_over
    after = Evaluations(at_ms, over & ((1 << of) - 1))
    return before if after == before else after
