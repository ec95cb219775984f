"""The best few of scored items, of equal ones the later name."""

from collections.abc import Collection, Mapping
from heapq import nlargest


def best(scores: Mapping[str, float], exclude: Collection[str], n: int) -> dict[str, float]:
    """The `n` highest scores above 0, the best first, without those excluded."""
    kept = ((score, item) for item, score in scores.items() if score > 0 and item not in exclude)
    return {item: score for score, item in nlargest(n, kept)}
