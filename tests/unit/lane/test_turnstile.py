"""Lanes compute one at a time, and what waits for the loop gets its turn between two of them."""

import asyncio

from harken.lane.turnstile import Turnstile


async def test_between_two_that_compute_the_loop_comes_round() -> None:
    turnstile = Turnstile()
    seen: list[str] = []

    async def compute(name: str) -> None:
        async with turnstile.pass_through():
            seen.append(name)
            # What was ready before this one began to compute is done before the next begins.
            asyncio.get_running_loop().call_soon(seen.append, f"loop after {name}")

    await asyncio.gather(*(compute(name) for name in "abc"))
    await asyncio.sleep(0)
    assert seen == ["a", "loop after a", "b", "loop after b", "c", "loop after c"]


async def test_one_that_fails_lets_the_next_in() -> None:
    turnstile = Turnstile()

    async def fail() -> None:
        async with turnstile.pass_through():
            raise ZeroDivisionError

    failed = await asyncio.gather(fail(), fail(), return_exceptions=True)
    assert [type(each) for each in failed] == [ZeroDivisionError, ZeroDivisionError]
