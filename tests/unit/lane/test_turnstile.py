"""Lanes compute one at a time, and what waits for the loop gets its turn between two of them."""

import asyncio

from harken.lane.turnstile import ROUND_S, Turnstile


async def pass_three(took_s: float) -> list[str]:
    """Three that compute for so long each; what they and the loop did, in order."""
    seen: list[str] = []
    clock_s = 0.0
    turnstile = Turnstile(lambda: clock_s)

    async def compute(name: str) -> None:
        nonlocal clock_s
        async with turnstile.pass_through():
            seen.append(name)
            clock_s += took_s
            # What was ready before this one began to compute is done before the next begins.
            asyncio.get_running_loop().call_soon(seen.append, f"loop after {name}")

    await asyncio.gather(*(compute(name) for name in "abc"))
    await asyncio.sleep(0)
    return seen


async def test_between_two_that_compute_for_long_the_loop_comes_round() -> None:
    assert await pass_three(ROUND_S) == ["a", "loop after a", "b", "loop after b", "c", "loop after c"]


async def test_several_that_compute_for_a_moment_pass_in_one_round() -> None:
    assert (await pass_three(ROUND_S / 3))[:3] == ["a", "b", "c"]


async def test_one_that_fails_lets_the_next_in() -> None:
    turnstile = Turnstile()

    async def fail() -> None:
        async with turnstile.pass_through():
            raise ZeroDivisionError

    failed = await asyncio.gather(fail(), fail(), return_exceptions=True)
    assert [type(each) for each in failed] == [ZeroDivisionError, ZeroDivisionError]
