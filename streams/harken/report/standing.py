"""Where customers stand now, and what is to come of them: by segment, by value tier, by stage of the life cycle."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from msgspec import UNSET, Struct

from harken.document import CustomerDocument
from harken.value.risk import at_risk

#: A customer who stands nowhere in one of these is counted under this.
NOWHERE: Final = "-"


class _Group(Struct):
    """Customers of one group; money in major units of the reporting currency."""

    customers: int = 0
    remaining: float = 0.0
    at_risk: float = 0.0


class Standing:
    """Counts documents."""

    def __init__(self) -> None:
        self._groups: Mapping[str, defaultdict[str, _Group]] = {
            "segments": defaultdict(_Group),
            "tiers": defaultdict(_Group),
            "stages": defaultdict(_Group),
        }

    def take(self, customer: CustomerDocument) -> None:
        """Take one."""
        names = {
            "segments": customer.segment if customer.segment is not UNSET else NOWHERE,
            "tiers": customer.value.tier or NOWHERE,
            "stages": customer.lifecycle.stage if customer.lifecycle else NOWHERE,
        }
        for way, name in names.items():
            group = self._groups[way][name]
            group.customers += 1
            group.remaining += (customer.value.remaining_minor or 0) / 100
            group.at_risk += at_risk(customer) or 0.0

    def figures(self) -> dict[str, dict[str, dict[str, Any]]]:
        """By way of grouping and name: customers, remaining value, and what of it is at risk (as lists of those at risk
        have it: who is in the low band or held out of churn alerts is in none)."""
        return {
            way: {
                name: {
                    "customers": group.customers,
                    "remaining": round(group.remaining, 2),
                    "at_risk": round(group.at_risk, 2),
                }
                for name, group in sorted(groups.items(), key=lambda pair: -pair[1].remaining)
            }
            for way, groups in self._groups.items()
        }
