"""Envelopes of other vendors, known by their fields (contracts, 'Accepted as they come').

Adapters come later; until then a record in one of these is refused under its dialect's name.
"""

from collections.abc import Collection
from typing import Final

#: Vendor, and sets of fields any one of which gives it away; the first that fits is named.
DIALECTS: Final[tuple[tuple[str, tuple[frozenset[str], ...]], ...]] = (
    ("CloudEvents", (frozenset({"specversion"}),)),
    (
        "Snowplow",
        (frozenset({"event_id", "event_name"}), frozenset({"derived_tstamp"}), frozenset({"domain_userid"})),
    ),
    (
        "GA4",
        (
            frozenset({"event_name", "event_params"}),
            frozenset({"client_id", "events"}),
            frozenset({"app_instance_id", "events"}),
        ),
    ),
    ("PostHog", (frozenset({"event", "distinct_id"}),)),
    (
        "Segment or RudderStack",
        (
            frozenset({"messageId"}),
            frozenset({"event", "userId"}),
            frozenset({"event", "anonymousId"}),
            frozenset({"type", "userId"}),
            frozenset({"type", "anonymousId"}),
        ),
    ),
)

#: The fields without which an object cannot be one of our own.
NATIVE: Final = frozenset({"id", "customer_id", "ts"})


def recognise(fields: Collection[str]) -> str | None:
    """The vendor whose envelope has these fields; None for one of ours or of nobody."""
    present = frozenset(fields)
    if present >= NATIVE:
        return None
    for vendor, marks in DIALECTS:
        if any(mark <= present for mark in marks):
            return vendor
    return None
