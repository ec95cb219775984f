"""How alike two customers are by what they gave the items they both know, or took.

User-based collaborative filtering: Resnick, Iacovou, Suchak, Bergstrom & Riedl 1994, GroupLens, CSCW, sections 3 and 4
(Pearson); Breese, Heckerman & Kadie 1998, UAI, 2.1.1 (Pearson) and 2.1.2 (cosine).
"""

from collections.abc import Iterable, Mapping
from math import sqrt

Ratings = Mapping[str, float]


def cosine(one: Ratings, other: Ratings) -> float:
    """The cosine of two customers' ratings, an item that is not rated being 0; 0 where one has none."""
    if len(other) < len(one):
        one, other = other, one
    dot = sum(rating * other.get(item, 0.0) for item, rating in one.items())
    norms = sqrt(sum(r * r for r in one.values()) * sum(r * r for r in other.values()))
    return dot / norms if norms else 0.0


def pearson(one: Ratings, other: Ratings) -> float:
    """The correlation of two customers' ratings over the items that both rated, -1 to 1; 0 where that tells nothing."""
    both = [item for item in one if item in other]
    if len(both) < 2:
        return 0.0
    mean, other_mean = sum(one[i] for i in both) / len(both), sum(other[i] for i in both) / len(both)
    moved = [(one[i] - mean, other[i] - other_mean) for i in both]
    norms = sqrt(sum(x * x for x, _ in moved) * sum(y * y for _, y in moved))
    return sum(x * y for x, y in moved) / norms if norms else 0.0


def weighted_mean(similar: Iterable[tuple[float, float]]) -> float:
    """The mean of neighbours' ratings, each (similarity, rating) weighing by its similarity; 0 where there is none."""
    pairs = list(similar)
    weight = sum(abs(similarity) for similarity, _ in pairs)
    return sum(similarity * rating for similarity, rating in pairs) / weight if weight else 0.0
