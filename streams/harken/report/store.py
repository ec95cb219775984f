"""All documents of an installation, as the store has them."""

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Final, cast

import redis

from harken.glance import Glance, NoStore
from harken.sender import partition_of

#: Documents read in one round trip.
AT_ONCE: Final = 500
_PREFIX: Final = b"customer:"


def read_documents(glance: Glance) -> Iterator[tuple[str, bytes]]:
    """Every customer's document, by id, in no order; who comes or goes meanwhile may be missing. Raises NoStore."""
    seen: set[bytes] = set()  # a scan may give a key twice
    try:
        keys: list[bytes] = []
        for key in glance.store.scan_iter(match=_PREFIX + b"*", count=AT_ONCE):
            if key not in seen:
                seen.add(key)
                keys.append(key)
            if len(keys) == AT_ONCE:
                yield from _documents(glance, keys)
                keys = []
        yield from _documents(glance, keys)
    except redis.RedisError as error:
        raise NoStore(f"the store does not answer: {error}") from None


class Clocks:
    """The clocks of the lanes, epoch seconds of event time.

    Parameters
    ----------
    clocks_s : by lane; minus infinity where it never ran.
    """

    def __init__(self, clocks_s: Sequence[float]) -> None:
        self._clocks_s = clocks_s

    def of(self, customer_id: str) -> float:
        """Of the customer's lane."""
        return self._clocks_s[partition_of(customer_id.encode(), len(self._clocks_s))]

    @property
    def reached_s(self) -> float | None:
        """The time that all lanes which ever ran have reached; None where none did."""
        return min(filter(isfinite, self._clocks_s), default=None)


def read_clocks(glance: Glance) -> Clocks:
    """The clocks of the activity lanes. Raises NoStore."""
    return Clocks([lane.clock_s for lane in glance.lanes("activity")])


def _documents(glance: Glance, keys: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
    if not keys:
        return
    found = cast(list[bytes | None], glance.store.mget(keys))
    for key, document in zip(keys, found, strict=True):
        if document is not None:
            yield key.removeprefix(_PREFIX).decode(), document
