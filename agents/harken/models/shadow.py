"""The online logistic again, untaught: opened where the champion does worse than it did, it learns from then on only.

What the champion learned of customers as they used to be may be what is in its way; the shadow says whether it is. It
is a challenger like any other, never in `HARKEN_CHALLENGERS`: drift opens it (docs/decisions/0031). It is not the
filter again, which has forgotten as much by itself when a shadow has learned enough to be heard (docs/decisions/0049).
"""

from typing import ClassVar

from harken.models.online_logistic import OnlineLogistic


class Shadow(OnlineLogistic):
    """Learns whether a customer left from features by name."""

    name: ClassVar = "shadow"
    by_default: ClassVar = False
