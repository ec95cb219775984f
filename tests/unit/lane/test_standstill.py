"""A turn that moves nothing is said, not made again for ever."""

import pytest

from harken.lane.standstill import Standstill, refuse_standstill
from harken.lane.work import Writes
from harken.outbox import Outbox
from tests.unit.lane.turns import Turns

NOTHING = Writes(0, 5.0, 2.0, Outbox((), ()), {}, {}, {}, {}, {})


@pytest.mark.parametrize(
    ("offered", "writes"),
    [
        (3, NOTHING._replace(consumed=1)),
        (3, NOTHING._replace(clock_s=6.0)),
        (3, NOTHING._replace(step_s=3.0)),
        (3, NOTHING._replace(wakeups={("ada", "look"): None})),
        (0, NOTHING),
    ],
)
async def test_a_turn_that_moves_anything_passes(offered: int, writes: Writes) -> None:
    turns = Turns()
    await turns.take()
    await turns.commit(NOTHING, ())
    refuse_standstill(turns.lease, offered, writes)


async def test_a_turn_that_the_next_would_repeat_is_refused() -> None:
    turns = Turns()
    await turns.take()
    await turns.commit(NOTHING, ())
    with pytest.raises(Standstill, match="none of 3 records moved"):
        refuse_standstill(turns.lease, 3, NOTHING)
