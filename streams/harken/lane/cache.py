"""The lane's cache of customers, in two parts: all of them as the ledger has them, those used last opened as well.

An opened customer takes four times the memory of the document and costs some microseconds to open again. Least recently
used are closed first, then forgotten, at the end of a batch only.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence

from harken.customer import Customer


class CustomerCache:
    """Customers as last committed; whoever changes one and fails to commit must `clear`.

    Parameters
    ----------
    most : customers kept, > 0.
    most_open : of these, kept ready to be changed, > 0.
    open_one : opens a document.
    """

    def __init__(self, most: int, most_open: int, open_one: Callable[[bytes], Customer]) -> None:
        self.most = most
        self.most_open = most_open
        #: The open ones; whoever folds a batch adds new ones and removes others.
        self.customers: OrderedDict[str, Customer] = OrderedDict()
        self._documents: OrderedDict[str, bytes] = OrderedDict()
        self._open_one = open_one

    def __len__(self) -> int:
        return len(self._documents)

    def missing(self, ids: Iterable[str]) -> list[str]:
        """Those that must be read from the ledger; the others are open now, and the most recently used."""
        missing = []
        for customer_id in ids:
            document = self._documents.get(customer_id)
            if document is None:
                missing.append(customer_id)
                continue
            self._documents.move_to_end(customer_id)
            if customer_id in self.customers:
                self.customers.move_to_end(customer_id)
            else:
                self.customers[customer_id] = self._open_one(document)
        return missing

    def learn(self, ids: Sequence[str], documents: Sequence[bytes | None]) -> None:
        """Open what the ledger has of these; None where it knows nobody."""
        for customer_id, document in zip(ids, documents, strict=True):
            if document is not None:
                self._documents[customer_id] = document
                self.customers[customer_id] = self._open_one(document)

    def keep(self, documents: Mapping[str, bytes], removed: Iterable[str]) -> None:
        """A batch ends: what it writes of its customers, and who is no more; then let go beyond the bounds."""
        self._documents.update(documents)
        for customer_id in removed:
            self._documents.pop(customer_id, None)
            self.customers.pop(customer_id, None)
        while len(self._documents) > self.most:
            customer_id, _ = self._documents.popitem(last=False)
            self.customers.pop(customer_id, None)
        while len(self.customers) > self.most_open:
            self.customers.popitem(last=False)

    def clear(self) -> None:
        """Forget everybody."""
        self._documents.clear()
        self.customers.clear()
