"""What a learner hands to the store: writes as plain values."""

from collections.abc import Mapping
from typing import NamedTuple


class Publication(NamedTuple):
    """Strings by key, sorted-set members by key (None removes one, of both), hash fields by key."""

    strings: Mapping[str, bytes | None]
    scores: Mapping[str, Mapping[str, float | None]]
    hashes: Mapping[str, Mapping[str, bytes]]
