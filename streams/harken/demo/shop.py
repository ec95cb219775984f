"""The simulated shop: a generative model with a seed and a ground truth (docs/simulated-shop.md).

Pure: the same random generator gives the same events. A customer buys as a Poisson process with a rate of their own and
may leave after any purchase (Fader, Hardie & Lee 2005, BG/NBD, with satisfaction bending the probability); who has left
does nothing any more, so silence really means left.
"""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from harken.demo.catalogue import Catalogue
from harken.demo.shopper import DAY_S, Shopper, draw_shopper
from harken.demo.words import LEAVING, write
from harken.events import CLICKS, FEEDBACK, PURCHASES, Click, Feedback, LineItem, Purchase, seconds
from harken.replay.line import Line

CURRENCY: Final = "GBP"
MINUTE_S: Final = 60.0


@dataclass(frozen=True)
class ShopSize:
    """How large the shop is.

    Parameters
    ----------
    customers : who join in the first `opening_d` days.
    opening_d : days over which they do, > 0.
    joins_a_day : mean of those who join on each day after, >= 0.
    """

    customers: int = 400
    opening_d: float = 20.0
    joins_a_day: float = 3.0


class Shop:
    """The shop and what is true of its customers.

    Parameters
    ----------
    rng : every draw comes from it.
    start_s : when it opens, epoch seconds.
    size : how many customers.

    `left` maps who has left to when, epoch seconds; `joined` everybody to when their first purchase is due.
    """

    def __init__(self, rng: Random, start_s: float, size: ShopSize | None = None) -> None:
        self.left: dict[str, float] = {}
        self.joined: dict[str, float] = {}
        self._rng = rng
        self._start_s = start_s
        self._size = size or ShopSize()
        self._catalogue = Catalogue(rng)
        self._agenda: list[tuple[float, int, Callable[[float], Iterator[Line]]]] = []
        self._planned = 0
        self._said = 0

    def lines(self) -> Iterator[Line]:
        """Events without end, in event-time order, at whole milliseconds."""
        opening_s = self._size.opening_d * DAY_S
        for _ in range(self._size.customers):
            self._join(self._start_s + self._rng.random() * opening_s)
        self._plan(self._start_s + opening_s, self._newcomer)
        while self._agenda:
            ts_s, _, act = heapq.heappop(self._agenda)
            yield from act(ts_s)

    # -- what happens: each takes the time and gives the events of that moment ------------------------------

    def _newcomer(self, ts_s: float) -> Iterator[Line]:
        if self._size.joins_a_day > 0:
            self._plan(ts_s + self._rng.expovariate(self._size.joins_a_day) * DAY_S, self._newcomer)
        self._join(ts_s)
        yield from ()

    def _visit(self, shopper: Shopper, ts_s: float) -> Iterator[Line]:
        if shopper.customer_id not in self.left:
            self._plan(ts_s + shopper.visit_gap_s(self._rng), lambda at_s: self._visit(shopper, at_s))
            self._browse(shopper, ts_s)
        yield from ()

    def _buy(self, shopper: Shopper, ts_s: float) -> Iterator[Line]:
        """A visit, then an order some minutes later; the goods, feedback and the decision to stay follow."""
        self._browse(shopper, ts_s)
        order_s = ts_s + (5 + 10 * self._rng.random()) * MINUTE_S
        self._plan(order_s, lambda at_s: self._order(shopper, at_s))
        yield from ()

    def _look(self, shopper: Shopper, session: str, ts_s: float) -> Iterator[Line]:
        if shopper.customer_id not in self.left:
            yield _line(CLICKS, self._click(shopper, session, ts_s))

    def _order(self, shopper: Shopper, ts_s: float) -> Iterator[Line]:
        shopper.orders += 1
        items = {self._catalogue.choose(self._rng, shopper.tastes) for _ in range(1 + min(7, self._rng.getrandbits(3)))}
        lines = tuple(
            LineItem(item.item_id, float(self._rng.randint(1, 3)), item.price, item.category) for item in sorted(items)
        )
        total = round(sum(line.quantity * (line.price or 0.0) for line in lines), 2)
        order_id = f"{shopper.customer_id}-{shopper.orders}"
        yield _line(PURCHASES, self._purchase(shopper, ts_s, order_id, total, lines))
        received_s = ts_s + (1 + 2 * self._rng.random()) * DAY_S
        self._plan(received_s, lambda at_s: self._receive(shopper, at_s, order_id, total))

    def _receive(self, shopper: Shopper, ts_s: float, order_id: str, total: float) -> Iterator[Line]:
        disappointed = shopper.experience(self._rng)
        if disappointed and self._rng.random() < 0.3:
            yield _line(PURCHASES, self._purchase(shopper, ts_s, order_id, total, ()))
        leaves = shopper.decides_to_leave(self._rng)
        if self._rng.random() < (0.5 if disappointed else 0.2):
            yield _line(FEEDBACK, self._feedback(shopper, ts_s, disappointed))
        if leaves:
            self.left[shopper.customer_id] = ts_s
            if self._rng.random() < 0.05:
                yield _line(FEEDBACK, self._farewell(shopper, ts_s))
        else:
            self._plan(ts_s + shopper.gap_s(self._rng), lambda at_s: self._buy(shopper, at_s))

    # -- the events -----------------------------------------------------------------------------------------

    def _click(self, shopper: Shopper, session: str, ts_s: float) -> Click:
        item = self._catalogue.choose(self._rng, shopper.tastes)
        return Click(
            id=self._id("c"),
            customer_id=shopper.customer_id,
            ts=_ms(ts_s),
            kind="view",
            item_id=item.item_id,
            category=item.category,
            price=item.price,
            channel=shopper.channel,
            session_id=session,
        )

    def _purchase(
        self, shopper: Shopper, ts_s: float, order_id: str, total: float, items: tuple[LineItem, ...]
    ) -> Purchase:
        """An order; without items the refund of one."""
        return Purchase(
            id=self._id("p"),
            customer_id=shopper.customer_id,
            ts=_ms(ts_s),
            kind="order" if items else "refund",
            order_id=order_id,
            currency=CURRENCY,
            total=total,
            items=items,
            channel=shopper.channel,
        )

    def _feedback(self, shopper: Shopper, ts_s: float, disappointed: bool) -> Feedback:
        felt = min(1.0, max(0.0, 0.5 * shopper.satisfaction + (0.0 if disappointed else 0.5) + self._rng.gauss(0, 0.1)))
        text, topic = write(self._rng, felt)
        nps = self._rng.random() < 0.4
        return Feedback(
            id=self._id("f"),
            customer_id=shopper.customer_id,
            ts=_ms(ts_s),
            kind="nps" if nps else "rating",
            score=float(round(felt * 10) if nps else 1 + round(felt * 4)),
            scale_max=None if nps else 5.0,
            text=text,
            language="en",
            topic=topic,
            channel=shopper.channel,
        )

    def _farewell(self, shopper: Shopper, ts_s: float) -> Feedback:
        text, topic = self._rng.choice(LEAVING)
        return Feedback(
            id=self._id("f"),
            customer_id=shopper.customer_id,
            ts=_ms(ts_s),
            kind="cancellation",
            text=text,
            language="en",
            topic=topic,
            channel=shopper.channel,
        )

    # -- small things ---------------------------------------------------------------------------------------

    def _join(self, ts_s: float) -> None:
        shopper = draw_shopper(self._rng, len(self.joined) + 1)
        self.joined[shopper.customer_id] = ts_s
        self._plan(ts_s, lambda at_s: self._buy(shopper, at_s))
        self._plan(ts_s + shopper.visit_gap_s(self._rng), lambda at_s: self._visit(shopper, at_s))

    def _browse(self, shopper: Shopper, ts_s: float) -> None:
        """A session of two to five views, half a minute or so apart."""
        session = f"{shopper.customer_id}-{round(ts_s)}"
        for _ in range(self._rng.randint(2, 5)):
            self._plan(ts_s, lambda at_s: self._look(shopper, session, at_s))
            ts_s += 10 + 40 * self._rng.random()

    def _plan(self, ts_s: float, act: Callable[[float], Iterator[Line]]) -> None:
        # The count decides between equal times, so that the order never hangs on what is planned.
        self._planned += 1
        heapq.heappush(self._agenda, (ts_s, self._planned, act))

    def _id(self, kind: str) -> str:
        self._said += 1
        return f"shop-{kind}{self._said}"


def _line(topic: str, event: Click | Purchase | Feedback) -> Line:
    return Line(topic, event.customer_id, seconds(event.ts), event)


def _ms(ts_s: float) -> int:
    return round(ts_s * 1000)
