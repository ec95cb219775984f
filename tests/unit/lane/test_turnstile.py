"""Lanes compute one at a time, and what waits for the loop goes first, for as long as the last one computed."""

import asyncio
from itertools import pairwise

from harken.lane.turnstile import EMPTY_ROUND_S, Turnstile

HOP_S = 10 * EMPTY_ROUND_S


class Loop:
    """A clock by hand, moved by whoever does something, and what was done, in order."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.seen: list[str] = []
        self.turnstile = Turnstile(lambda: self.now_s)

    async def compute(self, name: str, took_s: float) -> None:
        async with self.turnstile.pass_through():
            self.seen.append(name)
            self.now_s += took_s

    async def hop(self, hops: int) -> None:
        """What takes so many rounds of the loop, as a reply on its way to who waits for it does."""
        for n in range(hops):
            self.seen.append(f"hop {n}")
            self.now_s += HOP_S
            await asyncio.sleep(0)


async def test_what_takes_several_rounds_is_done_before_the_next_lane_computes() -> None:
    #   round      0      1      2      3      4
    #   reply      hop 0  hop 1  hop 2
    #   lanes      a                           b
    loop = Loop()
    await loop.compute("a", 10 * HOP_S)
    await asyncio.gather(loop.hop(3), loop.compute("b", HOP_S))
    assert loop.seen == ["a", "hop 0", "hop 1", "hop 2", "b"]


async def test_who_never_ends_keeps_a_lane_waiting_for_as_long_as_the_last_one_computed() -> None:
    loop = Loop()
    busy = asyncio.create_task(loop.hop(1000))
    for name in "ab":
        await loop.compute(name, 5 * HOP_S)
    await loop.compute("c", HOP_S)
    busy.cancel()
    places = [loop.seen.index(name) for name in "abc"]
    assert [after - before - 1 for before, after in pairwise(places)] == [5, 5]


async def test_with_nothing_else_to_do_all_lanes_compute_one_behind_the_other() -> None:
    loop = Loop()
    await asyncio.gather(*(loop.compute(name, 10 * HOP_S) for name in "abc"))
    assert loop.seen == ["a", "b", "c"]


async def test_between_two_that_wait_already_the_loop_comes_round() -> None:
    loop = Loop()

    async def compute(name: str) -> None:
        async with loop.turnstile.pass_through():
            loop.seen.append(name)
            # What was ready before this one began to compute is done before the next begins.
            asyncio.get_running_loop().call_soon(loop.seen.append, f"loop after {name}")

    await asyncio.gather(*(compute(name) for name in "abc"))
    await asyncio.sleep(0)
    assert loop.seen == ["a", "loop after a", "b", "loop after b", "c", "loop after c"]


async def test_one_that_fails_lets_the_next_in() -> None:
    turnstile = Turnstile()

    async def fail() -> None:
        async with turnstile.pass_through():
            raise ZeroDivisionError

    failed = await asyncio.gather(fail(), fail(), return_exceptions=True)
    assert [type(each) for each in failed] == [ZeroDivisionError, ZeroDivisionError]
