"""What recommendations take in memory, for 100,000 items and for 1,000,000 customers.

    python -m benchmarks.recommender_memory

Everything is made up and drawn by one seed. The learner is taught a stream in which some items are taken far more often
than others, ten last items each, and one with a long tail, in which one taking in five is of an item that nobody takes
again; a worker's shelf has all that is published of the first, and a record of each item. Resident memory of this
process before and after (Linux). Of a customer the bytes of JSON that recommending needs in the document that the store
keeps; a cached one that is closed takes about half (docs/decisions/0026).
"""

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from resource import getpagesize
from typing import TypeVar

import msgspec

from harken.customer import State
from harken.document import Recommendation
from harken.example import VisitExample
from harken.fold.staples import MOST_STAPLES, repeat
from harken.item import Item
from harken.recommend.catalogue import Catalogue
from harken.recommend.covisitation import MOST_NEIGHBOURS, CoVisitation
from harken.recommend.door import MOST_WAITING, Door
from harken.recommend.neighbours import Neighbours
from harken.recommend.shards import WHOLE, Shard
from harken.recommend.similar import PUBLISHED_NEIGHBOURS

T = TypeVar("T")

ITEMS = 100_000
VISITS = 1_000_000
FULL = 2000
#: Of the long tail: takings, and items that are taken again and again, the last of them some seven times.
TAKINGS, HEAD = 500_000, 20_000
CUSTOMERS = 1_000_000
DAY_S = 86_400.0


def main() -> None:
    """Print a table."""
    print("| what | MB | bytes each |\n|---|---|---|")
    names = [f"sku-{n:06}" for n in range(ITEMS)]
    full = _row(f"learner: {FULL:,} items all of which are taken with all", FULL, lambda: _full(names[:FULL]))
    whole = _row(f"learner: neighbours and counts of {ITEMS:,} items", ITEMS, lambda: _taught(names, WHOLE))
    pairs = sum(len(whole.neighbours(name, MOST_NEIGHBOURS)) for name in names)
    print(f"| ... {pairs:,} pairs, of {ITEMS * MOST_NEIGHBOURS:,} at most | | |")
    half = _row("... one of two shards", ITEMS // 2, lambda: _taught(names, Shard(0, 2)))
    tail = TAKINGS // 5
    tails = [
        _row(f"learner: {HEAD:,} items, and {tail:,} taken once, {what}", HEAD + tail, partial(_tailed, n))
        for n, what in ((1, "learned at once"), (2, "learned at the second taking"))
    ]
    door = _row(f"learner: {MOST_WAITING:,} items that wait for another taking, all that may", MOST_WAITING, _waiting)
    similar = _row(f"worker: neighbours of {ITEMS:,} items", ITEMS, lambda: _published(whole, names))
    _row("worker: what the shop says of them", ITEMS, lambda: _catalogue(similar, names))
    encode = msgspec.json.encode
    bare = len(encode(State(0.0)))
    for what, own in (("ten last items", 0), (f"{MOST_STAPLES} of their own too", MOST_STAPLES)):
        each = len(encode(_customer(names, own))) - bare
        print(f"| store: {CUSTOMERS:,} customers, {what} | {each * CUSTOMERS / 1e6:,.0f} | {each:,} |")
    each = len(encode([Recommendation(name, 0.123456, f"taken together with {name}") for name in names[:10]]))
    print(f"| store: their ten recommendations | {each * CUSTOMERS / 1e6:,.0f} | {each:,} |")
    del full, half, tails, door  # kept so long, lest what comes after them is made where they were


def _row(what: str, count: int, make: Callable[[], T]) -> T:
    before = _resident()
    made = make()
    took = _resident() - before
    print(f"| {what} | {took / 1e6:,.0f} | {took / count:,.0f} |", flush=True)
    return made


def _resident() -> int:
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * getpagesize()


def _taught(names: list[str], shard: Shard) -> CoVisitation:
    draw, model = random.Random(1), CoVisitation(shard=shard)
    same, recent = [True] * 5 + [False] * 5, names[:10]
    for n in range(VISITS):
        item = names[n] if n < ITEMS else names[int(draw.paretovariate(0.5)) % ITEMS]
        model.learn_one(VisitExample("0|clicks|0|0", float(n), item, None, 1.0, recent, same, False))
        recent = [item, *recent[:9]]
    return model


def _tailed(least_takings: int) -> CoVisitation:
    draw, model = random.Random(1), CoVisitation(least_takings=least_takings)
    same, recent = [True] * 5 + [False] * 5, [f"sku-{n:06}" for n in range(10)]
    for n in range(TAKINGS):
        item = f"once-{n:06}" if n % 5 == 0 else f"sku-{int(HEAD * draw.random() ** 3):06}"
        model.learn_one(VisitExample("0|clicks|0|0", float(n), item, None, 1.0, recent, same, False))
        recent = [item, *recent[:9]]
    return model


def _waiting() -> Door:
    door = Door(2)
    for n in range(MOST_WAITING):
        door.lets_in(f"once-{n:06}", float(n))
    return door


def _full(names: list[str]) -> CoVisitation:
    """Rows that were filled and pruned again and again: what an item can come to."""
    draw, model = random.Random(1), CoVisitation()
    for n in range(100 * FULL):
        taken = draw.sample(names, 11)
        model.learn_one(VisitExample("0|clicks|0|0", float(n), taken[0], None, 1.0, taken[1:], [True] * 10, False))
    return model


def _published(model: CoVisitation, names: list[str]) -> tuple[Neighbours, dict[str, bytes]]:
    """As a worker has it: rows, and the bytes by which it knows whether a list has changed."""
    similar, stored = Neighbours(), {}
    for name in names:
        neighbours = model.neighbours(name, PUBLISHED_NEIGHBOURS)
        similar.put(name, neighbours)
        stored[name] = msgspec.json.encode(neighbours)
    return similar, stored


def _catalogue(shelf: tuple[Neighbours, dict[str, bytes]], names: list[str]) -> Catalogue:
    catalogue = Catalogue(shelf[0])
    for n, name in enumerate(names):
        catalogue.put(name, Item(item_id=name, category=f"category-{n % 500}", in_stock=True))
    return catalogue


def _customer(names: list[str], own: int) -> State:
    state = State(
        0.0,
        recent=names[:10],
        sessions=bytes(40),
        known=bytes(4 * 64),
        bought=names[:20],
        categories={f"category-{n}": 1.234567 for n in range(8)},
    )
    for days in range(3):
        if own:
            repeat(state, names[:own], 1.7e9 + days * DAY_S)
    return state


if __name__ == "__main__":
    main()
