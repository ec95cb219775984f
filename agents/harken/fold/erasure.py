"""Erasure: of who asked for it nothing is kept but that they did, and what is still sent of them is dropped.

That much has to stay, or the next event, or a replay of an old one, would begin the customer anew. It stands where
their document stood, so it is written, cached and read like any other.
"""

from typing import Final

from harken.customer import Customer, State
from harken.document import Activity, Profile, Value

#: Why such a customer has no churn probability; what they are known by.
ERASED: Final = "erased"


def marker(customer_id: str, version: int, at_ms: int, currency: str) -> Customer:
    """What stays of a customer: the id, and when they were erased (epoch ms, event time)."""
    return Customer(
        id=customer_id,
        version=version,
        at_ms=at_ms,
        profile=Profile(at_ms, at_ms, {}),
        activity=Activity(),
        value=Value(currency),
        not_eligible=ERASED,
        state=State(0.0),
    )
