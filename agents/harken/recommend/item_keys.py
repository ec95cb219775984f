"""Where the learner puts what a shop says of items, and workers look for it; behind the prefix of all keys."""

from typing import Final

#: Changes that are kept for workers to read, of one partition; who is further behind forgets all it knew.
MOST_CHANGES: Final = 10_000
#: Hash of the offset that each partition stands at: what a worker looks at to know whether anything changed.
CARD_KEY: Final = "items"


def item_key(item_id: str) -> str:
    """Where an item's record is."""
    return f"item:{item_id}"


def changes_key(partition: int) -> str:
    """Where a partition's last changes are: items by the offset of their newest record."""
    return f"items:changed:{partition}"
