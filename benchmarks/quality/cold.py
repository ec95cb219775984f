"""What can be shown where little is known: customers at their first item, and items that nobody has taken yet.

    python -m benchmarks.quality.cold [--data DIR]

HR@10 and MRR@10, each case judged before it is learned. A cold customer has taken nothing; where they stand may be
known (the category of the item, as a shop knows it of who looks at a page) or not. A cold item is one that nobody in
the file took before: learned sources cannot know it. "alike, told" is the content source (`sources/alike.py`), told of
all items of the file beforehand what they are like, as `harken.items` would: what such a source could add.
"""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from zlib import crc32

from benchmarks.quality import data
from benchmarks.quality.sources import TOP, Judge, Step, steps
from harken.recommend.sources.alike import Alike
from harken.recommend.sources.in_category import InCategory
from harken.recommend.sources.popular import PopularThisMonth
from harken.recommend.sources.source import Sight, Source
from harken.recommend.sources.together import Together

#: Lines read of each file.
FILES = {data.ESHOP: 165_000, data.UCI: 2_000, data.JOURNEY: 3_000}
#: Of warm cases one in so many is judged.
SAMPLE = 40
COLD_CUSTOMER, PLACED, COLD_ITEM, WARM = "cold customer", "... whose category is known", "cold item", "neither"
KINDS = (COLD_CUSTOMER, PLACED, COLD_ITEM, WARM)


class Told(Alike):
    """Content, told what items are like before anybody takes them."""

    name = "alike, told"

    def tell(self, all_steps: Iterable[Step]) -> None:
        """What a shop would say of its items."""
        for step in all_steps:
            self.learn_one(step.taken)


class Trial:
    """All sources over one file."""

    def __init__(self, told: Told) -> None:
        makes: Sequence[Callable[[], Source]] = (PopularThisMonth, InCategory, Together, Alike)
        self._sources: tuple[Source, ...] = (*(make() for make in makes), told)
        self.judges: Mapping[str, Mapping[str, Judge]] = {
            kind: {source.name: Judge() for source in self._sources} for kind in KINDS
        }
        self._items: set[str] = set()
        self._seen: dict[str, set[str]] = {}

    def run(self, all_steps: Iterable[Step]) -> None:
        """Judge and learn."""
        for step in all_steps:
            taken, seen = step.taken, self._seen.setdefault(step.customer_id, set())
            if taken.item_id not in seen:
                self._judge(step, taken.sight._replace(exclude=seen))
            seen.add(taken.item_id)
            self._items.add(taken.item_id)
            for source in self._sources:
                source.learn_one(taken)

    def _judge(self, step: Step, sight: Sight) -> None:
        item, unplaced = step.taken.item_id, sight._replace(category=None)
        if item not in self._items:
            self._show(COLD_ITEM, unplaced, item)
        elif not sight.recent:
            self._show(COLD_CUSTOMER, unplaced, item)
            if sight.category is not None:
                self._show(PLACED, sight, item)
        elif crc32(step.cause.encode()) % SAMPLE == 0:
            self._show(WARM, unplaced, item)

    def _show(self, kind: str, sight: Sight, item: str) -> None:
        for source in self._sources:
            self.judges[kind][source.name].judge_item(list(source.propose(sight, TOP)), item)


def main() -> int:
    """Print a table of each file."""
    folder = data.folder(__doc__, tuple(FILES))
    for name, most in FILES.items():
        told = Told()
        told.tell(_steps(folder / name, most))
        trial = Trial(told)
        trial.run(_steps(folder / name, most))
        print(f"\n{name.partition('.')[0]}\n\n| | cases | {' | '.join(trial.judges[WARM])} |")
        print("|---" * (2 + len(trial.judges[WARM])) + "|")
        for kind, judges in trial.judges.items():
            cells = ["{:.4f} / {:.4f}".format(*judge.figures()) for judge in judges.values()]
            print(f"| {kind} | {next(iter(judges.values())).cases:,} | {' | '.join(cells)} |", flush=True)
    return 0


def _steps(path: Path, most: int) -> Iterable[Step]:
    return steps(islice(data.lines(path), most))


if __name__ == "__main__":
    sys.exit(main())
