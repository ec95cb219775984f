"""When Python looks for cycles among its objects: seldom while lanes work, and at once when they have let go."""

import gc
from typing import Final

#: A lane's buffers are some hundred thousand objects that hold no cycle and live for a second. With Python's own
#: numbers (700, 10, 10) looking for cycles among them is a third of a worker's time; the few cycles that there are
#: (tasks, exceptions) can wait. The first number is of objects more than at the last look before the youngest are
#: looked at, the others are rounds of that before the next older: what a full cache holds is looked at seldom.
COLLECT_AFTER: Final = (2_000_000, 10, 20)


def collect_seldom() -> None:
    """From now on; what is there already (imports) is never looked at. A start may have switched looking off."""
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    gc.enable()


def collect_now() -> None:
    """A rebalance leaves tasks, lanes and fetches behind, which nothing else would collect for hours."""
    gc.collect()
