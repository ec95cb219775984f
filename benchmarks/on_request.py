"""How long a list on request takes, with a catalogue of 20,000 items.

    python -m benchmarks.on_request

Everything is made up and drawn by one seed: every item has 20 neighbours and a record, a customer ten last items, 40 of
their own and a category. Milliseconds of 2,000 calls in turn, by the wall and by the processor: company on the machine
shows in the first only.
"""

import random
from collections.abc import Callable, Collection
from time import perf_counter, process_time

from harken.customer import Customer, Staples, State
from harken.document import Activity, Lifecycle, Profile, Value
from harken.fold.staples import MOST_STAPLES, repeat
from harken.item import Item
from harken.models.churn import initial_snapshot
from harken.recommend.bars import Showing
from harken.recommend.catalogue import Catalogue
from harken.recommend.neighbours import WIDTH, Neighbour, Neighbours
from harken.recommend.opinions import PROPOSED, SERVED
from harken.recommend.request import Context, rank
from harken.shelf import BlendSnapshot, Shelf

ITEMS = 20_000
CATEGORIES = 40
CUSTOMERS = 200
CALLS = 2000
NOW_S = 1_700_000_000.0
DAY_S = 86_400.0


def main() -> None:
    """Print a table."""
    rng = random.Random(1)
    items = [f"item-{n}" for n in range(ITEMS)]
    shelf = shop(items, rng)
    customers = [customer(f"c{n}", items, rng) for n in range(CUSTOMERS)]
    clicks = [tuple(rng.sample(items, 5)) for _ in range(CUSTOMERS)]
    everything = frozenset(items)
    bound = Showing(most_of_a_category=3)

    def call(candidates: Collection[str] | None = None, showing: Showing | None = None) -> Callable[[int], object]:
        context = Context(NOW_S, category="category-1", showing=showing or Showing())
        return lambda n: rank(customers[n], shelf, candidates, context=context)

    print(f"| 10 of {ITEMS:,} items | p50, ms | p99, ms | p99 of the processor, ms |\n|---|---|---|---|")
    for name, once in (
        ("a customer's lists", call()),
        ("... three of a category", call(showing=bound)),
        ("... a session's clicks, no history", lambda n: rank(None, shelf, context=Context(NOW_S, clicks[n]))),
        ("all 20,000 as candidates, a set", call(everything)),
        ("all 20,000 as candidates, a list", call(items)),
        ("100 candidates, most on no list", call(items[:100])),
    ):
        wall_ms, cpu_ms = map(sorted, zip(*(timed(once, n % CUSTOMERS) for n in range(CALLS)), strict=True))
        last = CALLS * 99 // 100
        print(f"| {name} | {wall_ms[CALLS // 2]:.2f} | {wall_ms[last]:.2f} | {cpu_ms[last]:.2f} |", flush=True)


def timed(once: Callable[[int], object], n: int) -> tuple[float, float]:
    """Milliseconds of one call, by the wall and by the processor."""
    began_s, began_cpu_s = perf_counter(), process_time()
    once(n)
    return (perf_counter() - began_s) * 1000, (process_time() - began_cpu_s) * 1000


def shop(items: list[str], rng: random.Random) -> Shelf:
    """A shelf that knows all of them."""
    similar = Neighbours()
    for item in items:
        similar.put(item, [Neighbour(other, 1.0 / (1 + k)) for k, other in enumerate(rng.sample(items, WIDTH))])
    catalogue = Catalogue(similar)
    for n, item in enumerate(items):
        catalogue.put(item, Item(item_id=item, category=f"category-{n % CATEGORIES}", in_stock=n % 20 > 0))
    popular = {f"category-{k}": [Neighbour(item, 0.5) for item in items[k::CATEGORIES][:PROPOSED]] for k in range(40)}
    popular[""] = [Neighbour(item, 0.5) for item in items[:PROPOSED]]
    blend = BlendSnapshot(version="b", cases=900, weights=dict.fromkeys(SERVED, (0.1, 1.0, 0.5, 0.2, -0.1)))
    return Shelf(initial_snapshot(), similar, popular, blend=blend, items=catalogue)


def customer(name: str, items: list[str], rng: random.Random) -> Customer:
    """Who has taken much and takes some of it again and again."""
    own = rng.sample(items, MOST_STAPLES)
    state = State(NOW_S, recent=rng.sample(items, 10), bought=rng.sample(items, 20), categories={"category-0": 1.0})
    for days in (40, 30, 20):
        repeat(state, own, NOW_S - days * DAY_S)
    assert isinstance(state.staples, Staples)
    at_ms = round(NOW_S * 1000)
    return Customer(
        id=name,
        version=1,
        at_ms=at_ms,
        profile=Profile(at_ms, at_ms, {}),
        activity=Activity(),
        value=Value("GBP"),
        lifecycle=Lifecycle("active", at_ms, ""),
        state=state,
    )


if __name__ == "__main__":
    main()
