"""The lane's cache of customers: least recently used go first, at the end of a batch only."""

from collections import OrderedDict
from collections.abc import Iterable

from harken.customer import Customer


class CustomerCache:
    """Customers as last committed; whoever changes one and fails to commit must `clear`.

    Parameters
    ----------
    most : customers kept, > 0.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.customers: OrderedDict[str, Customer] = OrderedDict()

    def missing(self, ids: Iterable[str]) -> list[str]:
        """Those that must be read from the ledger; the others become the most recently used."""
        missing = []
        for customer_id in ids:
            if customer_id in self.customers:
                self.customers.move_to_end(customer_id)
            else:
                missing.append(customer_id)
        return missing

    def trim(self) -> None:
        """Let go of the least recently used beyond the bound."""
        while len(self.customers) > self.most:
            self.customers.popitem(last=False)

    def clear(self) -> None:
        """Forget everybody."""
        self.customers.clear()
