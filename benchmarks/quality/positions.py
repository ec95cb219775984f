"""Whether the order that customers want is found again from lists at which they look from the top.

    python -m benchmarks.quality.positions [--keep]

Of each of twenty simulated shops (`benchmarks.quality.onlookers`) 4,000 lists are learned in turn, once as they were
taken from and once by the inverse of the chances of places, which are estimated on the way from what was taken of
explored places. Then both rankers order candidates whose order is known: Kendall's tau and NDCG@10, and over the shops
how sure the difference is (Wilcoxon's signed ranks). `--keep` writes docs/results/positions.md.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from scipy.stats import wilcoxon

from benchmarks.quality.onlookers import FEATURES, LOOKS, PLACES, Judged, Lists, Look, Shop
from benchmarks.result import measured_on
from harken.recommend.examination import Examination
from harken.recommend.listwise import Listwise

SHOPS: Final = 20
LISTS: Final = 4000
RESULTS: Final = Path("docs/results/positions.md")
_DISCOUNTS: Final = 1.0 / np.log2(np.arange(2, PLACES + 2))


class Found(NamedTuple):
    """How like the true order is that of a ranker, as both figures have it."""

    tau: float
    ndcg: float


class Pair(NamedTuple):
    """One shop: as taken, corrected, and the chances of places that were estimated."""

    plain: Found
    corrected: Found
    chances: Sequence[float]


def learned(lists: Lists, *, corrects: bool) -> tuple[Listwise, Examination]:
    """A ranker and what it knows of places; lists from which nothing was taken are not known, as in a stream."""
    ranker, examination = Listwise(FEATURES), Examination()
    for k in np.flatnonzero(lists.taken.any(axis=1)).tolist():
        taken = lists.taken[k]
        ranker.learn_shown(lists.shown[k], taken * (examination.weights(PLACES) if corrects else 1.0))
        places = np.flatnonzero(taken).tolist()
        examination.learn_one(PLACES, np.flatnonzero(lists.explored[k]).tolist(), places)
    return ranker, examination


def judged(ranker: Listwise, later: Judged) -> Found:
    """Means over all customers."""
    scores, wanted = later.candidates @ ranker.weights, later.wanted
    above = np.triu_indices(wanted.shape[1], 1)
    agree = np.sign(scores[:, above[0]] - scores[:, above[1]]) * np.sign(wanted[:, above[0]] - wanted[:, above[1]])
    shown = np.take_along_axis(wanted, np.argsort(-scores, axis=1)[:, :PLACES], 1) @ _DISCOUNTS
    best = -np.sort(-wanted, axis=1)[:, :PLACES] @ _DISCOUNTS
    return Found(float(agree.mean()), float((shown / best).mean()))


def compare(seed: int, look: Look, count: int = LISTS) -> Pair:
    """One shop, both ways."""
    shop = Shop(seed)
    lists, later = shop.lists(count, look), shop.judged()
    plain, _ = learned(lists, corrects=False)
    corrected, examination = learned(lists, corrects=True)
    return Pair(judged(plain, later), judged(corrected, later), examination.chances(PLACES).tolist())


def sureness(pairs: Sequence[Pair], figure: str) -> float:
    """The probability of differences like these, or larger ones, if the correction did nothing."""
    return float(wilcoxon([getattr(pair.corrected, figure) - getattr(pair.plain, figure) for pair in pairs]).pvalue)


def table() -> list[str]:
    """A row for each way of looking."""
    lines = [
        "| customers look | tau as taken | corrected | better in | p | NDCG@10 as taken | corrected | better in | p |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    places = ["", "| chance of the nth place, mean of the shops | 1 | 2 | 3 | 5 | 10 |", "|---|---|---|---|---|---|"]
    for name, look in LOOKS.items():
        pairs = [compare(seed, look) for seed in range(SHOPS)]
        cells = [name]
        for figure in Found._fields:
            plain = [getattr(pair.plain, figure) for pair in pairs]
            corrected = [getattr(pair.corrected, figure) for pair in pairs]
            better = sum(c > p for c, p in zip(corrected, plain, strict=True))
            cells += [f"{np.mean(plain):.4f}", f"{np.mean(corrected):.4f}", f"{better} of {SHOPS}"]
            cells.append(f"{sureness(pairs, figure):.1g}")
        lines.append(f"| {' | '.join(cells)} |")
        chances = np.mean([pair.chances for pair in pairs], axis=0)
        places.append(f"| {name} | " + " | ".join(f"{chances[k - 1]:.2f}" for k in (1, 2, 3, 5, 10)) + " |")
    return [*lines, *places]


def page(lines: Sequence[str]) -> str:
    """What is kept."""
    where = measured_on()
    return "\n".join((
        "# The order that customers want, from lists at which they look from the top",
        "",
        f"Measured {where['day']} at commit {where['commit']} by `python -m benchmarks.quality.positions --keep`, "
        "which wrote this page.",
        "",
        *(__doc__ or "").strip().split("\n\n")[-1].splitlines(),
        "",
        *lines,
        "",
    ))  # fmt: skip


def main() -> int:
    """Print, and write the page where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", action="store_true", help=f"write {RESULTS}")
    keeps = parser.parse_args().keep
    lines = table()
    print("\n".join(lines))
    if keeps:
        RESULTS.write_text(page(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
