"""What a bound on items of one category costs: documents, asked before their customer's next event.

    python -m benchmarks.quality.bounds [--data DIR]

As `benchmarks.quality.served`, by the blend, on the beginning of each file that has categories. What the shop says of
an item is what its events say, known from the first on. Beside HR@10 and MRR@10, of new items too: how many categories
the ten items are of, where that is known of all.
"""

import sys
from collections.abc import Iterable, Iterator
from itertools import islice

from msgspec import json

from benchmarks.quality import data
from benchmarks.quality.served import Served
from harken.events import Click, Purchase
from harken.item import Item
from harken.recommend.bars import Showing
from harken.recommend.catalogue import Catalogue
from harken.replay.line import Line

#: Lines read of each file, and its currency.
FILES = {data.ESHOP: (20_000, "GBP"), data.JOURNEY: (2_000, "USD")}
BOUNDS = (0, 3, 2)


class Bounded:
    """One run with a bound.

    Parameters
    ----------
    most : of one category; 0: no bound.
    """

    def __init__(self, most: int, currency: str) -> None:
        self.run = Served(blends=True, currency=currency, showing=Showing(most_of_a_category=most))
        self._catalogue = Catalogue(self.run.lane.shelf.similar)
        self.run.lane.shelf = self.run.lane.shelf._replace(items=self._catalogue)
        self._categories: dict[str, str] = {}
        self._lists = self._different = 0

    def told(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The lines; before each is folded the catalogue knows its items."""
        for line in lines:
            for item, category in _named(line):
                if self._categories.get(item) != category:
                    self._categories[item] = category
                    self._catalogue.put(item, Item(item_id=item, category=category))
            self._look(line)
            yield line

    def _look(self, line: Line) -> None:
        customer = self.run.lane.customers.get(getattr(line.event, "customer_id", ""))
        if customer is None:
            return
        shown = [one["item_id"] for one in json.decode(customer.recommendations)]
        known = [self._categories[item] for item in shown if item in self._categories]
        if len(known) == len(shown) == 10:
            self._lists += 1
            self._different += len(set(known))

    @property
    def different(self) -> float:
        """Categories of a list, on average."""
        return self._different / max(1, self._lists)


def main() -> int:
    """Print a table."""
    folder = data.folder(__doc__, tuple(FILES))
    print("| | most of a category | cases | HR@10 | MRR@10 | with new items | HR@10 | MRR@10 | categories of ten |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, (most_lines, currency) in FILES.items():
        for most in BOUNDS:
            bounded = Bounded(most, currency)
            bounded.run.run(bounded.told(islice(data.lines(folder / name), most_lines)))
            what = f"{name.partition('.')[0]} | {most or 'any'}"
            print(f"| {what} | {bounded.run.all} | {bounded.run.new} | {bounded.different:.2f} |", flush=True)
    return 0


def _named(line: Line) -> Iterator[tuple[str, str]]:
    """Items of which the line says the category."""
    event = line.event
    if isinstance(event, Click) and event.item_id is not None and event.category:
        yield event.item_id, event.category
    elif isinstance(event, Purchase):
        yield from ((item.item_id, item.category) for item in event.items if item.category)


if __name__ == "__main__":
    sys.exit(main())
