"""Burrow's rules: from a window of samples to one word about how a partition is read, without any threshold of lag.

After LinkedIn's Burrow (wiki, "Consumer Lag Evaluation Rules"). There a sample is an offset commit; here the ledger is
looked at every few seconds, and the lane's batch number says whether anything was committed in between.
"""

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Final, NamedTuple

#: Samples in a full window, and how many it takes to say anything.
WINDOW: Final = 10
LEAST: Final = 5


class Rule(StrEnum):
    """What a window says; each worse than the one before it."""

    OK = "OK"
    WARN = "WARN"
    STALL = "STALL"
    STOP = "STOP"
    REWIND = "REWIND"


class Sample(NamedTuple):
    """One look at one topic partition.

    Parameters
    ----------
    at_s : when, seconds.
    offset : the next offset to apply, in the ledger.
    lag : records of the broker that are not applied, >= 0.
    commits : the lane's batch number in the ledger, which every commit raises.
    """

    at_s: float
    offset: int
    lag: int
    commits: int


def evaluate(samples: Sequence[Sample], now_s: float) -> Rule | None:
    """What the window says at `now_s` (seconds); None where it is too early to say.

    OK: the lag was 0 at some time. REWIND: the offset went back. STOP: the lane has committed nothing for longer than
    it had been committing before. STALL: it commits, but nothing of this topic. WARN: the offset moves and the lag
    never shrinks. OK otherwise.
    """
    if any(sample.lag == 0 for sample in samples):
        return Rule.OK
    return None if len(samples) < LEAST else _judge(samples, now_s)


def _judge(samples: Sequence[Sample], now_s: float) -> Rule:
    """The first of Burrow's rules that holds of a window that always had some lag."""
    if any(later.offset < earlier.offset for earlier, later in pairwise(samples)):
        return Rule.REWIND
    last_commit_s = _last_commit_s(samples)
    if now_s - last_commit_s > last_commit_s - samples[0].at_s:
        return Rule.STOP
    if samples[0].offset == samples[-1].offset:
        return Rule.STALL
    if all(later.lag >= earlier.lag for earlier, later in pairwise(samples)):
        return Rule.WARN
    return Rule.OK


def _last_commit_s(samples: Sequence[Sample]) -> float:
    """When the last commit was seen; the window's begin where there was none in it."""
    seen = [later.at_s for earlier, later in pairwise(samples) if later.commits != earlier.commits]
    return seen[-1] if seen else samples[0].at_s
