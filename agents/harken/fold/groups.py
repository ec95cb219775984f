"""Segments of one's own: who is in which, asked at every moment of decision of a batch, in order.

Phase one changes customers on until the end of the batch, so what an expression asks of it is read at the moment
(`asking`); what hangs on a score is read in phase three. Where there are no such segments none of it is done.
"""

from collections.abc import Callable, Mapping, Sequence

from msgspec import UNSET

from harken.customer import Customer
from harken.fold.items import shared
from harken.fold.moment import Moment
from harken.segments.defined import Defined
from harken.segments.expression import Facts
from harken.segments.fields import BY_NAME, reach


def asking(segments: Sequence[Defined]) -> Callable[[Customer], Facts] | None:
    """What reads of a customer all that these segments ask for and no score is in; None where there are none."""
    if not segments:
        return None
    names = [name for name in _asked(segments) if not BY_NAME[name].judged]
    return lambda customer: {name: reach(customer, name) for name in names}


class Groups:
    """The groups of one batch's moments.

    Parameters
    ----------
    segments : by name.
    """

    def __init__(self, segments: Sequence[Defined]) -> None:
        self._segments = segments
        self._judged = [name for name in _asked(segments) if BY_NAME[name].judged]
        self._before: dict[str, tuple[str, ...]] = {}
        self._since_s: dict[tuple[str, str], float] = {}

    def put(self, moment: Moment, judged: Callable[[Moment], Facts]) -> bool:
        """Put the groups into the customer's document; whether they are others.

        Parameters
        ----------
        judged : what is said of scores at a moment, where the document will say only what was last said.
        """
        customer = moment.customer
        before = () if customer.groups is UNSET else customer.groups
        after = self._groups(moment, judged)
        if moment.ended:  # they may be removed
            self._before.setdefault(customer.id, before)
        if after == before:
            return False
        self._before.setdefault(customer.id, before)
        for name in after:
            if name not in before:
                self._since_s[name, customer.id] = moment.now_s
        customer.groups = shared(after) or UNSET
        return True

    def lists(self, customers: Mapping[str, Customer]) -> dict[str, dict[str, float | None]]:
        """What the lists of members must say from now on, as `harken.fold.segments` tells it."""
        found: dict[str, dict[str, float | None]] = {}
        for customer_id, before in self._before.items():
            customer = customers.get(customer_id)
            after = () if customer is None or customer.groups is UNSET else customer.groups
            for name in before:
                if name not in after:
                    found.setdefault(name, {})[customer_id] = None
            for name in after:
                since_s = self._since_s.get((name, customer_id))
                if since_s is not None:
                    found.setdefault(name, {})[customer_id] = since_s
        return found

    def _groups(self, moment: Moment, judged: Callable[[Moment], Facts]) -> tuple[str, ...]:
        if moment.facts is None:
            return ()
        facts = dict(moment.facts)
        if self._judged:
            told = judged(moment)
            for name in self._judged:
                facts[name] = told[name] if name in told else reach(moment.customer, name)
        return tuple([segment.name for segment in self._segments if segment.expression.holds(facts)])


def _asked(segments: Sequence[Defined]) -> list[str]:
    """All fields that these ask for."""
    return sorted({name for segment in segments for name in segment.expression.fields})
