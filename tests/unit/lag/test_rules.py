"""Burrow's rules, window by window."""

import pytest

from harken.lag.rules import LEAST, WINDOW, Rule, Sample, evaluate

EVERY_S = 5.0


def window(offsets: list[int], lags: list[int], commits: list[int]) -> list[Sample]:
    return [Sample(n * EVERY_S, *values) for n, values in enumerate(zip(offsets, lags, commits, strict=True))]


@pytest.mark.parametrize(
    ("claim", "offsets", "lags", "commits", "rule"),
    [
        # offsets: the ledger's next offset; lags: what waits; commits: the lane's batch number
        ("nothing waits", [5] * 6, [0] * 6, [1] * 6, Rule.OK),
        ("it was at the end once, whatever came since", [5] * 6, [9, 0, 3, 6, 9, 12], [1] * 6, Rule.OK),
        ("a rewind is forgiven at the end too", [9, 3, 3, 3, 3, 3], [1, 7, 7, 7, 7, 0], [1] * 6, Rule.OK),
        (
            "the lag shrinks while it reads",
            [0, 10, 20, 30, 40, 50],
            [60, 50, 55, 45, 30, 20],
            [1, 2, 3, 4, 5, 6],
            Rule.OK,
        ),
        ("it shrinks in one place only", [0, 1, 2, 3, 4, 5], [5, 6, 5, 6, 7, 8], [1, 2, 3, 4, 5, 6], Rule.OK),
        ("it reads, and falls behind", [0, 1, 2, 3, 4, 5], [5, 6, 7, 8, 9, 10], [1, 2, 3, 4, 5, 6], Rule.WARN),
        ("it reads as fast as they write, from behind", [0, 1, 2, 3, 4, 5], [5] * 6, [1, 2, 3, 4, 5, 6], Rule.WARN),
        ("it commits, but never this topic", [7] * 6, [3] * 6, [1, 2, 3, 4, 5, 6], Rule.STALL),
        ("it commits, never this topic, and more comes", [7] * 6, [3, 4, 5, 6, 7, 8], [1, 2, 3, 4, 5, 6], Rule.STALL),
        ("it never commits", [7] * 6, [3, 4, 5, 6, 7, 8], [4] * 6, Rule.STOP),
        ("it was never taken", [0] * 6, [3] * 6, [0] * 6, Rule.STOP),
        ("it stopped before the middle", [0, 5, 9, 9, 9, 9], [3, 1, 2, 3, 4, 5], [1, 2, 3, 3, 3, 3], Rule.STOP),
        ("it paused after the middle", [0, 1, 2, 3, 4, 4], [1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 5], Rule.WARN),
        ("it went back", [9, 3, 4, 5, 6, 7], [1, 7, 6, 5, 4, 3], [5, 1, 2, 3, 4, 5], Rule.REWIND),
        ("it went back and stopped: the rewind is worse", [9, 3, 3, 3, 3, 3], [1] * 6, [5] * 6, Rule.REWIND),
        ("too early to say", [7] * (LEAST - 1), [3] * (LEAST - 1), [4] * (LEAST - 1), None),
        ("nothing waits: never too early", [7], [0], [4], Rule.OK),
        ("no look at all", [], [], [], None),
    ],
)
def test_a_window_says(claim: str, offsets: list[int], lags: list[int], commits: list[int], rule: Rule | None) -> None:
    samples = window(offsets, lags, commits)
    assert evaluate(samples, now_s=(len(samples) - 1) * EVERY_S) is rule, claim


def test_time_alone_turns_a_warning_into_a_stop() -> None:
    samples = window([0, 1, 2, 3, 4, 5], [5, 6, 7, 8, 9, 10], [1, 2, 3, 4, 5, 6])
    last_s = samples[-1].at_s
    assert evaluate(samples, last_s + 25.0) is Rule.WARN
    assert evaluate(samples, last_s + 25.1) is Rule.STOP


def test_a_full_window_can_always_be_judged() -> None:
    assert LEAST <= WINDOW
