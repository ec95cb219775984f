"""What customers are really shown, with the blend and without: their documents, asked before their next event.

    python -m benchmarks.quality.served [--data DIR]

One lane is folded event by event; what it says is learned and published every hundred. Each event is a case: was
anything of it among the ten items in the document? HR@10 and MRR@10 of the first hit; the same where only items that
the customer never took count; and the processor time of the learner for each item taken. Of groceries (Complete
Journey) the beginning is read. Wake-ups are left out: a list is as old as the customer's last event.
"""

import sys
from collections.abc import Iterable, Sequence
from itertools import islice
from math import inf
from time import process_time
from typing import Any

import msgspec

from benchmarks.quality import data
from benchmarks.quality.road import OneLane, entries_of
from harken.activity import Activity, ActivityConfig
from harken.batch import Batch, Entry
from harken.events import Click, Purchase
from harken.example import VISIT, ExamplePack, VisitExample
from harken.fold.purchases import ORDERS
from harken.learning.visits import VisitPart
from harken.recommend.bars import EVERYTHING, Showing
from harken.replay.line import Line

TOP = 10
#: Events from one publication to the next.
TURN = 100
#: Lines read of each file at most, and its currency.
FILES = {data.ESHOP: (None, "GBP"), data.UCI: (None, "GBP"), data.JOURNEY: (30_000, "USD")}


class Hits:
    """How lists did."""

    def __init__(self) -> None:
        self.cases = 0
        self._hits = 0
        self._reciprocals = 0.0

    def judge(self, shown: list[str], taken: set[str]) -> None:
        """One list; where nothing that counts was taken there was nothing to hit."""
        if not taken:
            return
        place = next((n for n, item in enumerate(shown) if item in taken), None)
        self.cases += 1
        if place is not None:
            self._hits += 1
            self._reciprocals += 1.0 / (1 + place)

    def __str__(self) -> str:
        """As a table has it."""
        cases = max(1, self.cases)
        return f"{self.cases:,} | {self._hits / cases:.4f} | {self._reciprocals / cases:.4f}"


class Served:
    """A lane, the learner of its visits, and how the lists did.

    Parameters
    ----------
    blends : whether what is published of the blend is used.
    currency : of the file.
    showing : the shop's own word on what is shown.
    """

    def __init__(self, *, blends: bool, currency: str, showing: Showing = EVERYTHING) -> None:
        self.all, self.new = Hits(), Hits()
        self.learned = 0
        self.learn_s = 0.0
        self.part = VisitPart()
        self._blends = blends
        config = ActivityConfig(currency=currency, showing=showing)
        self.lane, self._activity = OneLane(config), Activity(config, rules=())
        self._clock_s = -inf
        #: What the learner was told, from one publication to the next.
        self.turns: list[list[VisitExample]] = []
        self._visits: list[VisitExample] = []
        self._seen: dict[str, set[str]] = {}

    def run(self, lines: Iterable[Line]) -> None:
        """Judge each event and fold it."""
        for number, entry in enumerate(entries_of(lines), 1):
            event = entry.event
            if isinstance(event, Click | Purchase):
                self._judge(event.customer_id, _taken(event))
                self._fold(entry)
            if number % TURN == 0:
                self._learn()

    def _judge(self, customer_id: str, taken: set[str]) -> None:
        seen = self._seen.setdefault(customer_id, set())
        if seen and taken:
            lists: list[dict[str, Any]] = msgspec.json.decode(self.lane.customers[customer_id].recommendations)
            shown = [str(one["item_id"]) for one in lists[:TOP]]
            self.all.judge(shown, taken)
            self.new.judge(shown, taken - seen)
        seen |= taken

    def _fold(self, entry: Entry) -> None:
        batch = Batch(0, [entry], self.lane.customers, (), inf, self._clock_s, inf, None, self.lane.shelf)
        outcome = self._activity.fold(batch)
        self._clock_s = outcome.clock_s
        self._visits += outcome.visit_examples

    def _learn(self) -> None:
        pack = packed(self._visits)
        began_s = process_time()
        self.part.learn([pack], in_step=False)
        published = self.part.published(0.0)
        self.learn_s += process_time() - began_s
        self.part.checkpoint()
        self.learned += len(self._visits)
        self.turns.append(self._visits)
        self._visits = []
        self.lane.take_up(published)
        if not self._blends:
            self.lane.shelf = self.lane.shelf._replace(blend=None)


def main() -> int:
    """Print a table."""
    folder = data.folder(__doc__, tuple(FILES))
    print("| | cases | HR@10 | MRR@10 | with new items | HR@10 | MRR@10 | learning, us an item |")
    print("|---|---|---|---|---|---|---|---|")
    for name, (most, currency) in FILES.items():
        for blends in (False, True):
            run = Served(blends=blends, currency=currency)
            run.run(islice(data.lines(folder / name), most))
            what = f"{name.partition('.')[0]}, {'the blend' if blends else 'neighbours, then popular'}"
            print(f"| {what} | {run.all} | {run.new} | {run.learn_s / run.learned * 1e6:.0f} |", flush=True)
    return 0


def rate(turns: Sequence[Sequence[VisitExample]], *, chooses: bool) -> float:
    """Items taken that a learner learns of in a second of the processor, publishing after every turn.

    Parameters
    ----------
    chooses : whether choices are among them, on which the blend learns.
    """
    if not chooses:
        turns = [[msgspec.structs.replace(visit, choice=None) for visit in visits] for visits in turns]
    packs, part = [packed(visits) for visits in turns], VisitPart()
    began_s = process_time()
    for pack in packs:
        part.learn([pack], in_step=False)
        part.published(0.0)
    return sum(map(len, turns)) / (process_time() - began_s)


def packed(visits: Sequence[VisitExample]) -> ExamplePack:
    """Visits as a lane tells them."""
    return ExamplePack(model=VISIT, lane=0, examples=msgspec.Raw(msgspec.json.encode(visits)))


def _taken(event: Click | Purchase) -> set[str]:
    if isinstance(event, Purchase):
        return {line.item_id for line in event.items} if event.kind in ORDERS else set()
    return {event.item_id} if event.item_id is not None else set()


if __name__ == "__main__":
    sys.exit(main())
