"""The lane's cache of customers, in two parts: those used last opened, the others packed (`harken.lane.packing`).

An opened customer takes ten times the memory of a closed one and costs some microseconds to open again. Least
recently used are closed first, then forgotten, at the end of a batch only.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence

from harken.customer import Customer
from harken.lane.packing import Packing


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
        #: All of them as the ledger has them, those of the closed ones packed.
        self._documents: OrderedDict[str, bytes] = OrderedDict()
        self._packing = Packing()
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
                self.customers[customer_id] = self._open_one(self._packing.unpack(document))
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
            customer_id, _ = self.customers.popitem(last=False)
            self._documents[customer_id] = self._packing.pack(self._documents[customer_id])

    def clear(self) -> None:
        """Forget everybody."""
        self._documents.clear()
        self.customers.clear()
