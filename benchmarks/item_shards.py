"""What sharing out items' neighbours brings: microseconds of the processor an item, of one learner and of several.

    python -m benchmarks.item_shards [--data DIR]

Visits come of one lane of real events (10,000 clicks, 1,000 invoices, 2,000 baskets) and are published after every
hundred. Of several rounds, all learners in turn in each, the least stands.
"""

import sys
from collections.abc import Callable, Sequence
from itertools import islice
from time import process_time

from msgspec.structs import replace

from benchmarks.quality import data
from benchmarks.quality.served import Served, packed
from harken.example import ExamplePack
from harken.learning.neighbours import NeighbourPart
from harken.learning.visits import VisitPart
from harken.recommend.shards import Shard

FILES = {data.ESHOP: (10_000, "GBP"), data.UCI: (1000, "GBP"), data.JOURNEY: (2000, "USD")}
ROUNDS = 5
SHARDS = 2

Make = Callable[[], VisitPart | NeighbourPart]
LEARNERS: dict[str, Make] = {
    "one learner of everything": VisitPart,
    "lists and the ranker": lambda: VisitPart(neighbours=False),
    **{f"shard {n} of {SHARDS}": lambda n=n: NeighbourPart(Shard(n, SHARDS)) for n in range(SHARDS)},  # type: ignore[misc]  # a default of a lambda is typed nowhere
}


def took_us(make: Make, packs: Sequence[ExamplePack]) -> float:
    """Processor time of learning and publishing these, microseconds."""
    part = make()
    told = [replace(pack, model=part.models[0]) for pack in packs]
    began_s = process_time()
    for pack in told:
        part.learn([pack], in_step=False)
        part.published(0.0)
    return (process_time() - began_s) * 1e6


def main() -> int:
    """Print a table."""
    folder = data.folder(__doc__, tuple(FILES))
    print(f"| microseconds an item | {' | '.join(LEARNERS)} |\n|---{'|---' * len(LEARNERS)}|")
    for name, (most, currency) in FILES.items():
        run = Served(blends=True, currency=currency)
        run.run(islice(data.lines(folder / name), most))
        packs = [packed(visits) for visits in run.turns]
        rounds = [[took_us(make, packs) for make in LEARNERS.values()] for _ in range(ROUNDS)]
        least = [min(of_one) / run.learned for of_one in zip(*rounds, strict=True)]
        print(f"| {name.partition('.')[0]} | {' | '.join(f'{us:.1f}' for us in least)} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
