"""The holdout: of some customers a family of alerts is not announced, to find out what announcing it does.

Who is held out is one salted draw per customer and family, a pure function: nothing is kept of it, every lane draws the
same, and a larger share keeps those who were held out before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from harken.alert import Experiment

#: The family of what says that a customer is about to leave; at-risk lists leave its held-out out.
CHURN_FAMILY: Final = "churn_risk"
_DRAWS: Final = 1 << 64


@dataclass(frozen=True)
class Holdout:
    """How many are held out of which families.

    Parameters
    ----------
    shares : of customers, by family, each over 0 and below 1; a family that is not here holds nobody out.
    salt : another one draws anew.
    """

    shares: Mapping[str, float] = field(default_factory=dict)
    salt: str = ""

    def __bool__(self) -> bool:
        """Whether anybody is held out of anything."""
        return bool(self.shares)

    def holds(self, family: str, customer_id: str) -> bool:
        """Whether this customer is held out of this family."""
        share = self.shares.get(family)
        return share is not None and _draw(self.salt, family, customer_id) < share

    def held_out(self, customer_id: str) -> tuple[str, ...]:
        """The families that this customer is held out of."""
        return tuple(family for family in sorted(self.shares) if self.holds(family, customer_id))

    def name(self, family: str) -> str:
        """Of the experiment on a family: salt and share, since with another of either groups are others."""
        return f"{self.salt}:{self.shares[family]:g}"

    def experiment(self, family: str, customer_id: str) -> Experiment | None:
        """The customer's part in the experiment on a family; None where there is none."""
        if family not in self.shares:
            return None
        group: Final = "held_out" if self.holds(family, customer_id) else "treated"
        return Experiment(self.name(family), family, group)


def _draw(salt: str, family: str, customer_id: str) -> float:
    """Between 0 and 1, always the same for the same; a family's name has no zero byte."""
    drawn = blake2b(f"{family}\0{len(salt)}\0{salt}{customer_id}".encode(), digest_size=8).digest()
    return int.from_bytes(drawn, "big") / _DRAWS
