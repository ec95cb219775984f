"""Every source of recommendations, and the blend of all, on real data: each judged on the same cases before it learns.

    python -m benchmarks.quality.sources [--data DIR]

*Lines*: of clicks (e-shop) and invoice lines (UCI) the next new item, items that the customer ever took excluded, line
by line, so on UCI mostly basket completion; HR@10 and MRR@10. *Invoices* (UCI): each new item of the customer's next
invoice, by the list as it was before it began. *Baskets* (Complete Journey): the next basket as a whole, nothing
excluded; Recall@10 and PHR@10 (a basket with at least one of the ten). All of each file is learned; cases are a sample
by a hash of their names, and rankers are taught on them, after they were judged. All share one pass, so that figures
differ by nothing but the source. Customers and items of whom nothing is known are judged apart, more of them.
"""

import sys
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from time import process_time
from typing import Final, NamedTuple

from benchmarks.quality import data
from benchmarks.quality.memberships import NONE, Memberships, memberships
from benchmarks.quality.panel import ALL, COLD_CUSTOMER, COLD_ITEM, TOP, Judge, Panel, Sample, Step
from benchmarks.quality.records import records
from harken.customer import Customer, Staples, State
from harken.document import Activity, Lifecycle, Profile, Value
from harken.events import Click, Purchase
from harken.fold.clicks import click
from harken.fold.population import NO_ORDER
from harken.fold.purchases import ORDERS, order
from harken.fold.tastes import choice_of
from harken.item import Item
from harken.learning.visits import VisitPart
from harken.recommend.assortment import ItemNews
from harken.recommend.blend import Blend
from harken.recommend.sources import REFERENCES, SOURCES, Sight, Source, Taken, Told
from harken.recommend.sources.customers import SimilarCustomers
from harken.recommend.sources.factors import Factors
from harken.recommend.sources.hybrid import Hybrid
from harken.replay.line import Line

__all__ = ["TOP", "Judge", "Step", "Trial", "judge", "steps"]

LINES, INVOICES, BASKETS = "lines", "invoices", "baskets"
SAMPLES: Final[Mapping[str, Mapping[str, Sample]]] = {
    data.ESHOP: {LINES: Sample(20, 20, 1)},
    data.UCI: {LINES: Sample(60, 10, 10), INVOICES: Sample(12, 12, 12)},
    data.JOURNEY: {BASKETS: Sample(60, 4, 60)},
}
#: Left out of a file: what costs more there than all others together (68,509 items are more than have factors).
LEFT_OUT: Final[Mapping[str, Container[Callable[[], Source]]]] = {data.JOURNEY: (Factors, SimilarCustomers, Hybrid)}


class Trial:
    """All contenders over one file.

    Parameters
    ----------
    samples : what is judged of it.
    without : sources and references that are left out.
    """

    def __init__(self, samples: Mapping[str, Sample], without: Container[Callable[[], Source]] = ()) -> None:
        self.blend, self._part = Blend([make for make in SOURCES if make not in without]), VisitPart()
        self._references: tuple[Source, ...] = tuple(make() for make in REFERENCES if make not in without)
        self.panels = {
            what: Panel(self.blend, self._references, self._part, sample, by_basket=what == BASKETS)
            for what, sample in samples.items()
        }
        self.learn_s = 0.0
        self.learned = 0
        self._seen: dict[str, set[str]] = {}
        self._items: set[str] = set()

    def tell(self, items: Iterable[Item]) -> None:
        """What a shop says of its items, before anybody takes one."""
        for item in items:
            self._part.tell(ItemNews([(item.item_id, item)], {}))
            self.blend.tell_one(item)
            for reference in self._references:
                if isinstance(reference, Told):
                    reference.tell_one(item)

    def run(self, all_steps: Iterable[Step]) -> None:
        """Judge and learn."""
        for (customer_id, event_id), group in groupby(all_steps, key=lambda step: step[:2]):
            event = list(group)
            seen = self._seen.setdefault(customer_id, set())
            taken = list(dict.fromkeys(step.taken.item_id for step in event))
            if BASKETS in self.panels:
                self.panels[BASKETS].take(event[0], event_id, taken, (), self._items)
            if INVOICES in self.panels and seen:
                new = [item for item in taken if item not in seen]
                self.panels[INVOICES].take(event[0], event_id, new, seen, self._items)
            for step in event:
                item = step.taken.item_id
                if LINES in self.panels and item not in seen:
                    self.panels[LINES].take(step, step.cause, [item], seen, self._items)
                seen.add(item)
                self._items.add(item)
                self._learn(step)

    def _learn(self, step: Step) -> None:
        started_s = process_time()
        self.blend.learn_one(step.taken)
        self.learn_s += process_time() - started_s
        self.learned += 1
        self._part.count_one(step.visit)
        for reference in self._references:
            reference.learn_one(step.taken)


def main() -> int:
    """Print a table of each file."""
    folder = data.folder(__doc__, SAMPLES)
    for name in SAMPLES:
        trial = judge(folder / name)
        for what, panel in trial.panels.items():
            print(f"\n{name.partition('.')[0]}, {what}: {cases(panel, ALL):,} cases\n")
            print(f"| {' | '.join(heads(panel, what))} |\n|---|---|---|---|")
            for row in table(panel):
                print(f"| {' | '.join(row)} |", flush=True)
        print(f"\nlearning {trial.learn_s / trial.learned * 1e6:.0f} us an item, all sources", flush=True)
    return 0


#: What a panel's figures are.
FIGURES: Final = {LINES: ("HR@10", "MRR@10"), INVOICES: ("HR@10", "MRR@10"), BASKETS: ("PHR@10", "Recall@10")}


def cases(panel: Panel, kind: str) -> int:
    """How many were judged."""
    return next(iter(panel.judges[kind].values())).cases


def heads(panel: Panel, what: str) -> Iterator[str]:
    """Of the table of a panel."""
    yield ""
    yield " / ".join(FIGURES[what])
    yield f"cold customers ({cases(panel, COLD_CUSTOMER):,})"
    yield f"cold items ({cases(panel, COLD_ITEM):,})"


def table(panel: Panel) -> Iterator[tuple[str, ...]]:
    """A row of each contender: all cases, cold customers, cold items."""
    for name in panel.judges[ALL]:
        yield name, *("{:.4f} / {:.4f}".format(*judges[name].figures()) for judges in panel.judges.values())


def judge(path: Path) -> Trial:
    """One file's trial."""
    trial = Trial(SAMPLES[path.name], LEFT_OUT.get(path.name, ()))
    trial.tell(records(path))
    trial.run(steps(data.lines(path), memberships(path)))
    return trial


class _Unhidden(NamedTuple):
    """What is asked of a customer of whom nothing is to be hidden: what is excluded is the protocol's."""

    categories: Mapping[str, float]
    staples: Staples | None
    known: bytes
    recent: Sequence[str] = ()
    bought: Sequence[str] = ()


def steps(lines: Iterable[Line], told: Memberships = NONE) -> Iterator[Step]:
    """Every item taken, in order, with what the fold says came before it.

    Parameters
    ----------
    told : who was in which segment when.
    """
    customers: dict[str, Customer] = {}
    for line in lines:
        event, ts = line.event, line.ts_s
        if not (isinstance(event, Purchase) and event.kind in ORDERS) and not isinstance(event, Click):
            continue
        customer = customers.get(event.customer_id)
        if customer is None:
            customer = customers[event.customer_id] = _customer(event.customer_id, ts)
        state = customer.state
        knew = choice_of(_Unhidden(state.categories, state.staples, state.known), (), ts)
        segment = told.segment(event.customer_id, ts)
        if isinstance(event, Purchase):
            visits = order(customer, event, ts, 0, event.id, ts)
            prices = [item.price for item in event.items]
        else:
            visit = click(customer, event, ts, f"{event.id}|0", ts)
            visits, prices = [] if visit is None else [visit], [event.price]
        for visit, price in zip(visits, prices, strict=False):
            sight = Sight(event.customer_id, ts, visit.recent, visit.same_session, visit.category, segment=segment)
            taken = Taken(sight, visit.item_id, price)
            yield Step(event.customer_id, event.id, visit.cause, taken, visit, knew.looking, knew.own, knew.known)


def _customer(customer_id: str, ts: float) -> Customer:
    at_ms = round(ts * 1000)
    return Customer(
        id=customer_id,
        version=0,
        at_ms=at_ms,
        profile=Profile(at_ms, at_ms, {}),
        activity=Activity(),
        value=Value("GBP"),
        not_eligible=NO_ORDER,
        lifecycle=Lifecycle("prospect", at_ms, NO_ORDER),
        state=State(ts),
    )


if __name__ == "__main__":
    sys.exit(main())
