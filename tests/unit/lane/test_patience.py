"""A lane's patience with a topic that does not come, by a clock set by hand."""

import pytest

from harken.errors import HarkenError
from harken.lane.patience import Patience

MOST_S, ASK_EVERY_S = 5.0, 1.0


class Away(HarkenError):
    """No broker."""


class Broker:
    """Answers after `takes_s`, or not at all."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.takes_s = 0.0
        self.away = False
        self.asked = 0

    async def answer(self) -> None:
        """What a lane asks."""
        self.asked += 1
        self.now_s += self.takes_s
        if self.away:
            raise Away

    def patience(self, most_s: float = MOST_S) -> Patience:
        """By this broker's clock."""
        return Patience(most_s, ASK_EVERY_S, self.answer, lambda: self.now_s)


async def wait(patience: Patience, broker: Broker, seconds: int) -> list[bool]:
    """Look once a second."""
    found = []
    for _ in range(seconds):
        found.append(await patience.lasts(["feedback"]))
        broker.now_s += 1.0
    return found


async def test_a_topic_that_does_not_come_is_given_up_after_the_bound() -> None:
    broker = Broker()
    assert await wait(broker.patience(), broker, 7) == [True] * 5 + [False] * 2
    assert broker.asked >= 5


async def test_what_comes_ends_the_wait() -> None:
    broker = Broker()
    patience = broker.patience()
    await wait(patience, broker, 4)
    assert await patience.lasts([])
    assert not patience.waiting
    assert await wait(patience, broker, 5) == [True] * 5


async def test_a_broker_that_is_away_is_not_given_up_however_long_it_takes() -> None:
    broker = Broker()
    patience = broker.patience()
    await wait(patience, broker, 4)
    broker.away = True
    for _ in range(20):
        broker.now_s += MOST_S
        with pytest.raises(Away):
            await patience.lasts(["feedback"])
        assert await patience.lasts(["feedback"])
    broker.away = False
    broker.now_s += MOST_S
    assert not await patience.lasts(["feedback"])


async def test_an_answer_that_comes_late_begins_the_wait_anew() -> None:
    broker = Broker()
    patience = broker.patience()
    await wait(patience, broker, 4)
    broker.takes_s = 60.0
    assert await patience.lasts(["feedback"])
    broker.takes_s = 0.0
    assert await wait(patience, broker, 6) == [True] * 5 + [False]


async def test_in_step_it_waits_for_ever() -> None:
    broker = Broker()
    assert all(await wait(broker.patience(most_s=float("inf")), broker, 1000))
