"""How a wake-up is spelled as a member of a sorted set, so that the store's order is the fold's order.

A sorted set orders by score, then by the members' bytes. The member is the customer id, a NUL, and the kind, both
UTF-8 (whose byte order is the order of code points, which is Python's). A NUL inside an id becomes NUL 0xFF: no UTF-8
text starts with 0xFF, so the end of the id stays unambiguous, and "a" still sorts before "a<NUL>b" whatever its kind.
(The escape is that of FoundationDB's tuple layer.)
"""

from collections.abc import Sequence

from harken.batch import Wakeup
from harken.ledger.base import StoreMisused


def member_of(customer_id: str, kind: str) -> bytes:
    """The member; equal for equal pairs, different for different ones, ordered as the pairs are."""
    customer = customer_id.encode()
    if b"\0" in customer:
        customer = customer.replace(b"\0", b"\0\xff")
    return customer + b"\0" + kind.encode()


def pair_of(member: bytes) -> tuple[str, str]:
    """Customer id and kind again."""
    end = member.index(b"\0")
    while member[end + 1 : end + 2] == b"\xff":
        end = member.index(b"\0", end + 1)
    return member[:end].replace(b"\0\xff", b"\0").decode(), member[end + 1 :].decode()


def wakeups_of(flat: Sequence[bytes]) -> list[Wakeup]:
    """Wake-ups from a reply `WITHSCORES`: member, score, member, score, in the store's order.

    Raises StoreMisused on a member that is no wake-up.
    """
    try:
        return [Wakeup(float(due_s), *pair_of(member)) for member, due_s in zip(flat[::2], flat[1::2], strict=True)]
    except ValueError as error:
        raise StoreMisused("a member of a lane's wake-ups is none") from error
