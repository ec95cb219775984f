"""Wake-ups inside a batch: what the ledger handed over, what the batch itself schedules, in order of due time.

One wake-up per customer and kind; a later word about the same pair replaces the earlier. What falls due inside the
batch that scheduled it runs inside it, so it does not matter where batches are cut.
"""

from collections.abc import Sequence
from heapq import heappop, heappush

from harken.batch import Wakeup
from harken.customer import Customer


class Timetable:
    """The heap of what is due, with entries that were replaced left in it until they come up.

    Parameters
    ----------
    wakeups : what the ledger handed over.
    """

    def __init__(self, wakeups: Sequence[Wakeup]) -> None:
        self.heap: list[tuple[float, str, str]] = sorted(
            (due_s, customer_id, kind) for due_s, customer_id, kind in wakeups
        )
        self.changed: dict[tuple[str, str], float | None] = {}
        self._given = {(customer_id, kind): due_s for due_s, customer_id, kind in self.heap}

    def set(self, customer: Customer, kind: str, due_s: float) -> None:
        """Wake this customer at `due_s` (epoch seconds), and no longer when it was to be before."""
        customer.state.due[kind] = due_s
        self.changed[customer.id, kind] = due_s
        heappush(self.heap, (due_s, customer.id, kind))

    def cancel(self, customer: Customer) -> None:
        """Wake this customer for nothing any more."""
        for kind in customer.state.due:
            self.changed[customer.id, kind] = None
        customer.state.due.clear()

    def pop(self, until_s: float) -> Wakeup | None:
        """The next wake-up due at or before `until_s` (epoch seconds); None where there is none."""
        heap = self.heap
        while heap and heap[0][0] <= until_s:
            due_s, customer_id, kind = heappop(heap)
            pair = (customer_id, kind)
            #  The last word about a pair is in `changed`, if there was any in this batch.
            if self.changed.get(pair, self._given.get(pair)) == due_s:
                self.changed[pair] = None
                return Wakeup(due_s, customer_id, kind)
        return None

    def done(self, customer: Customer, kind: str) -> None:
        """This wake-up was run and is not scheduled again."""
        customer.state.due.pop(kind, None)
