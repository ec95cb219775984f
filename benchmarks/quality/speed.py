"""CPU microseconds of what learns and ranks, on synthetic material.

    python -m benchmarks.quality.speed

The best of five rounds each; a busy neighbour on the core still shows.
"""

import random
from collections.abc import Callable
from time import process_time

import numpy as np

from harken.example import VisitExample
from harken.features import FEATURE_NAMES
from harken.features.words import grouped, strongest
from harken.item import Item
from harken.models.churn import initial_snapshot, model_snapshot, score
from harken.models.learners import MODELS
from harken.models.model import Model, Servable
from harken.models.rhythm import DEFAULT
from harken.models.rhythm_fit import fit
from harken.recommend.bars import Showing
from harken.recommend.catalogue import Catalogue
from harken.recommend.covisitation import CoVisitation
from harken.recommend.neighbours import Neighbour, Neighbours
from harken.recommend.opinions import BEFORE, SERVED
from harken.recommend.popularity import Popularity
from harken.recommend.rank import Taste, rank
from harken.recommend.show import show
from harken.shelf import BlendSnapshot, ChurnSnapshot, Shelf

ITEMS = 2000
ROUNDS = 5


def main() -> None:
    """Print a table."""
    rng = random.Random(1)
    print("| what | us |\n|---|---|")
    for name, once, times in (
        *((f"{model.name}, learn_one, {len(FEATURE_NAMES)} features", *_model(model(), rng)) for model in MODELS[:2]),
        ("CoVisitation.learn_one, 10 items before it", *_covisitation(rng)),
        ("Popularity.learn_one", *_popularity(rng)),
        ("rank one of a batch of 500 customers, 5 items of 20 neighbours", *_rank(rng)),
        ("show one of the same by the blend", *_show(rng, Showing())),
        ("... with 60 items taken before", *_show(rng, Showing(), taken=60)),
        ("... with 256", *_show(rng, Showing(), taken=256)),
        ("... with a record of each item", *_show(rng, Showing(), known=True)),
        ("... and three of a category", *_show(rng, Showing(most_of_a_category=3), known=True)),
        ("score one of a batch of 512 customers, by the prior alone", *_score(initial_snapshot())),
        ("... by the champion, with reasons", *_score(_taught(rng))),
        ("BG/NBD fit of 3,000 customers, cold", *_fit()),
    ):
        print(f"| {name} | {min(_timed(once) for _ in range(ROUNDS)) / times * 1e6:,.1f} |", flush=True)


def _timed(once: Callable[[], None]) -> float:
    began = process_time()
    once()
    return process_time() - began


def _model(model: Model, rng: random.Random) -> tuple[Callable[[], None], int]:
    rows = [{name: rng.gauss(0, 1) for name in FEATURE_NAMES} for _ in range(2000)]

    def once() -> None:
        for row in rows:
            model.learn_one(row, row["log_recency"] > 0)

    return once, len(rows)


def _visits(rng: random.Random, count: int) -> list[VisitExample]:
    taken = [f"i{int(rng.paretovariate(0.7)) % ITEMS}" for _ in range(count + 10)]
    same = [True] * 5 + [False] * 5
    return [
        VisitExample(f"0|clicks|{n}|0", float(n), taken[n], None, 1.0, taken[n + 1 : n + 11], same, False)
        for n in range(count)
    ]


def _covisitation(rng: random.Random) -> tuple[Callable[[], None], int]:
    visits, model = _visits(rng, 20_000), CoVisitation()

    def once() -> None:
        for visit in visits:
            model.learn_one(visit)

    return once, len(visits)


def _popularity(rng: random.Random) -> tuple[Callable[[], None], int]:
    visits, model = _visits(rng, 20_000), Popularity()

    def once() -> None:
        for visit in visits:
            model.learn_one(visit.item_id, visit.known_s)

    return once, len(visits)


def _shop(rng: random.Random) -> tuple[Shelf, list[Taste]]:
    items = [f"i{n}" for n in range(ITEMS)]
    similar = Neighbours(
        {
            item: [Neighbour(other, 1.0 / (1 + place)) for place, other in enumerate(rng.sample(items, 20))]
            for item in items
        }
    )
    shelf = Shelf(initial_snapshot(), similar, {"": [Neighbour(item, 0.5) for item in items[:50]]})
    return shelf, [Taste(rng.sample(items, 10), rng.sample(items, 20), {}) for _ in range(2000)]


def _rank(rng: random.Random) -> tuple[Callable[[], None], int]:
    shelf, customers = _shop(rng)

    def once() -> None:
        for start in range(0, len(customers), 500):
            rank(customers[start : start + 500], shelf, 10)

    return once, len(customers)


def _show(
    rng: random.Random, showing: Showing, *, known: bool = False, taken: int = 0
) -> tuple[Callable[[], None], int]:
    shelf, customers = _shop(rng)
    weights = {**dict.fromkeys(SERVED, (0.1, 1.0, 0.5, 0.2, -0.1)), **({BEFORE: (0.5,)} if taken else {})}
    customers = [customer._replace(known=rng.randbytes(4 * taken)) for customer in customers]
    shelf = shelf._replace(blend=BlendSnapshot(version="b", cases=900, weights=weights))
    if known:
        catalogue = Catalogue(shelf.similar)
        for n in range(ITEMS):
            catalogue.put(f"i{n}", Item(item_id=f"i{n}", category=f"c{n % 40}", in_stock=n % 20 > 0))
        shelf = shelf._replace(items=catalogue)

    def once() -> None:
        for start in range(0, len(customers), 500):
            show(customers[start : start + 500], shelf, 10, showing)

    return once, len(customers)


def _taught(rng: random.Random) -> ChurnSnapshot:
    """The champion as scorers read it."""
    model = MODELS[0]()
    assert isinstance(model, Servable)
    once, labels = _model(model, rng)
    once()
    read = model.coefficients()
    return model_snapshot(read, FEATURE_NAMES, version="v", step_s=0.0, labels=labels, rhythm=DEFAULT)


def _score(snapshot: ChurnSnapshot) -> tuple[Callable[[], None], int]:
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(512, len(FEATURE_NAMES) - 1))
    repeats = rng.integers(0, 9, 512).astype(np.float64)
    recency_d, age_d = repeats * 20.0, repeats * 20.0 + 30.0

    def once() -> None:
        strongest(grouped(score(snapshot, rows, repeats, recency_d, age_d, 90.0)))

    return once, len(rows)


def _fit() -> tuple[Callable[[], None], int]:
    rng = np.random.default_rng(1)
    repeats = rng.poisson(rng.gamma(0.8, 4.0, 3000)).astype(np.float64)
    age_d = rng.uniform(30.0, 360.0, 3000)
    recency_d = np.where(repeats > 0, age_d * rng.uniform(0.2, 1.0, 3000), 0.0)

    def once() -> None:
        fit(repeats, recency_d, age_d, DEFAULT)

    return once, 1


if __name__ == "__main__":
    main()
