"""What came of alerts that say a customer may leave: each is judged once, a horizon after it was announced.

::

    order ......... alert t ............|............| t + H   was there activity in (t, t + H]?
      |<------------- H --------------->|
                       |<--- lead ----->| from here on everybody can see that they have left

Only scores know what is raised, so this is done in phase three, where each order and each word has a moment of its own,
and no score schedules anything for it (docs/decisions/0001): what is due is told at the customer's next moment, which
comes with a snapshot, a third of a horizon later at most. Whom no snapshot looks at, phase one settles (`Settling`).
"""

from collections import defaultdict
from collections.abc import Sequence

from harken.customer import Customer, Raised
from harken.events import Feedback, Purchase
from harken.example import OutcomeExample
from harken.fold.config import ActivityConfig
from harken.fold.labels import activity_flags, goodbye_flags, has_left
from harken.fold.moment import Moment, Settling
from harken.fold.purchases import ORDERS
from harken.fold.schedule import OUTCOME
from harken.fold.words import GOODBYE


class Outcomes:
    """What came of alerts in one batch; `examples` are for the learner.

    Parameters
    ----------
    lane : in the examples' causes.
    clicks : those of the batch that count as activity, of whom and when: they have no moment of their own.
    """

    def __init__(self, config: ActivityConfig, lane: int, clicks: Sequence[tuple[Customer, float]]) -> None:
        self.examples: list[OutcomeExample] = []
        self._horizon_s, self._lateness_s = config.horizon_s, config.lateness_s
        self._certain_s = config.horizon_s + config.lateness_s
        self._noticed_s = 2 * config.snapshot_s
        self._lane = lane
        self._clicks: defaultdict[str, list[float]] = defaultdict(list)
        for customer, ts_s in clicks:
            self._clicks[customer.id].append(ts_s)

    def follow(self, moment: Moment) -> None:
        """What just happened, or has not for so long, may say how alerts went; before any is raised at this moment."""
        state, happening, last_ms = moment.customer.state, moment.happening, moment.last_order_ms
        if happening is not None:
            event = happening.event
            if type(event) is Purchase:
                #  Of most that is all: this is asked at each moment.
                if (state.raised or state.left or happening.since_order_s > self._horizon_s) and event.kind in ORDERS:
                    self._ordered(moment, happening.ts_s, happening.since_order_s)
                    self._look(moment.customer, moment.now_s, last_ms)
                return
            if type(event) is Feedback and event.kind == GOODBYE:
                self._said_goodbye(moment, happening.ts_s)
        if state.raised or (last_ms is not None and moment.now_s - last_ms / 1000 > self._certain_s):
            self._look(moment.customer, moment.now_s, last_ms)

    def settle(self, settling: Settling) -> None:
        """Judge what is due of a customer of whom nothing is decided now; of who is removed, nothing will be known."""
        customer, now_s, last_order_ms, removed = settling
        self._look(customer, now_s, last_order_ms)
        if removed:
            for raised in customer.state.raised:
                self._say(customer, now_s, raised, right=None)
            customer.state.raised = ()

    def announced(self, moment: Moment, kind: str) -> None:
        """An alert of this kind, which says that the customer may leave, is announced."""
        state, at_s = moment.customer.state, round(moment.now_s * 1000) / 1000
        state.raised = (*state.raised, Raised(kind, at_s, at_s + self._horizon_s))
        cause = self._cause(f"raised:{kind}", moment.customer, moment.now_s)
        self.examples.append(OutcomeExample(cause=cause, known_s=moment.now_s, kind=kind))

    # -- what happens --------------------------------------------------------------------------------------

    def _ordered(self, moment: Moment, ts_s: float, since_s: float) -> None:
        state, last_ms = moment.customer.state, moment.last_order_ms
        activity_flags(state.raised, ts_s)
        if since_s > self._horizon_s:
            self._depart(moment.customer, moment.now_s, ts_s - since_s, ts_s - since_s + self._horizon_s)
        if last_ms is not None and round(ts_s * 1000) >= last_ms:  # a late one ends no silence
            state.left = False

    def _said_goodbye(self, moment: Moment, ts_s: float) -> None:
        last_ms = moment.last_order_ms
        goodbye_flags(moment.customer.state.raised, ts_s)
        if last_ms is not None:
            left_s = min(ts_s, last_ms / 1000 + self._horizon_s)
            self._depart(moment.customer, moment.now_s, last_ms / 1000, left_s)

    def _look(self, customer: Customer, now_s: float, last_ms: int | None) -> None:
        """What time alone has decided."""
        state = customer.state
        if last_ms is not None and not state.left:
            since_s = last_ms / 1000
            if now_s - since_s > self._certain_s:
                self._depart(customer, now_s, since_s, since_s + self._horizon_s)
        if state.raised:
            self._settle(customer, now_s)

    # -- what is known -------------------------------------------------------------------------------------

    def _depart(self, customer: Customer, now_s: float, since_s: float, left_s: float) -> None:
        """The customer has left, by `left_s`, after an order at `since_s`: the lead of each kind announced in between.

        One that should have been noticed long ago was over before departures were counted here, and is none of ours.
        """
        state = customer.state
        if state.left:
            return
        state.left = True
        if now_s - left_s > self._noticed_s:
            return
        leads: dict[str, float] = {}
        for raised in state.raised:  # the oldest first
            if since_s < raised.at_s <= left_s and raised.kind not in leads:
                leads[raised.kind] = since_s + self._horizon_s - raised.at_s
        cause = self._cause("left", customer, now_s)
        self.examples.append(OutcomeExample(cause=cause, known_s=now_s, leads=leads))

    def _settle(self, customer: Customer, now_s: float) -> None:
        """Judge the alerts whose horizon is over, and behind which no event can come that is not late."""
        state = customer.state
        for ts_s in self._clicks.get(customer.id, ()):
            activity_flags(state.raised, ts_s)
        certain_s, waiting = now_s - self._lateness_s, []
        for raised in state.raised:
            if raised.due_s < certain_s:
                self._say(customer, now_s, raised, right=has_left(raised))
            else:
                waiting.append(raised)
        if len(waiting) < len(state.raised):
            state.raised = tuple(waiting)

    def _say(self, customer: Customer, now_s: float, raised: Raised, *, right: bool | None) -> None:
        cause = self._cause(f"judged:{raised.kind}:{raised.at_s!r}", customer, now_s)
        self.examples.append(OutcomeExample(cause=cause, known_s=now_s, kind=raised.kind, right=right))

    def _cause(self, what: str, customer: Customer, now_s: float) -> str:
        return f"{self._lane}|{OUTCOME}:{what}|{customer.id}|{now_s!r}"
