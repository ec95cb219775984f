"""Small batches of several lanes are folded in one call.

Of a batch of three events two thirds of the fold are scores and ranking, and these cost nearly the same for one
customer as for fifty: numpy's own work, call by call (docs/decisions/0051). So lanes that wait for their turn with
little in hand go together. What comes out of each is what came out of it alone.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from harken.batch import Batch, Outcome
from harken.errors import HarkenError
from harken.lane.turnstile import Turnstile

#: Events and wake-ups that are folded in one call of several batches; one that has more goes alone.
MOST_TOGETHER: Final = 256


class FoldedTogether(HarkenError):
    """One of several batches that were folded together failed: the customers of all of them must be read anew."""


class _Seat(NamedTuple):
    batch: Batch
    begin: Callable[[], None]
    alone: bool
    outcome: "asyncio.Future[Outcome]"


class Carpool:
    """Shared by the lanes of one worker.

    Parameters
    ----------
    fold : folds batches on one shelf and under one set of rules (`Activity.fold_together`).
    turnstile : of the worker.
    """

    def __init__(self, fold: Callable[[Sequence[Batch]], Sequence[Outcome]], turnstile: Turnstile) -> None:
        self._fold = fold
        self._turnstile = turnstile
        self._waiting: list[_Seat] = []
        self._driver: asyncio.Task[None] | None = None

    async def fold(self, batch: Batch, begin: Callable[[], None], *, alone: bool) -> Outcome:
        """Fold a batch when it is its turn.

        Parameters
        ----------
        begin : called when it is.
        alone : with no other.

        Raises FoldedTogether, and what folding raises.
        """
        seat = _Seat(batch, begin, alone, asyncio.get_running_loop().create_future())
        self._waiting.append(seat)
        if self._driver is None or self._driver.done():
            self._driver = asyncio.create_task(self._drive(), name="carpool")
        return await seat.outcome

    async def _drive(self) -> None:
        while self._waiting:
            async with self._turnstile.pass_through():
                if seats := self._next():
                    self._fold_all(seats)

    def _next(self) -> list[_Seat]:
        """Whose turn it is: who waits longest, and whoever may go with them; lanes that were stopped wait no more."""
        waiting = [seat for seat in self._waiting if not seat.outcome.done()]
        self._waiting.clear()
        seats: list[_Seat] = []
        room = MOST_TOGETHER
        for seat in waiting:
            if not seats or (_size(seat.batch) <= room and _fit(seat, seats[0])):
                seats.append(seat)
                room -= _size(seat.batch)
            else:
                self._waiting.append(seat)
        return seats

    def _fold_all(self, seats: Sequence[_Seat]) -> None:
        for seat in seats:
            seat.begin()
        try:
            outcomes = self._fold([seat.batch for seat in seats])
        except Exception as error:  # noqa: BLE001 - it is the lanes', which are told
            for seat in seats:
                seat.outcome.set_exception(error if len(seats) == 1 else FoldedTogether(repr(error)))
        else:
            for seat, outcome in zip(seats, outcomes, strict=True):
                seat.outcome.set_result(outcome)


def _size(batch: Batch) -> int:
    return len(batch.entries) + len(batch.wakeups)


def _fit(one: _Seat, other: _Seat) -> bool:
    """Whether these may go together: under the same rules, and on the same shelf, its things not only equal."""
    if one.alone or other.alone or one.batch.rules != other.batch.rules:
        return False
    return all(mine is yours for mine, yours in zip(one.batch.shelf, other.batch.shelf, strict=True))
