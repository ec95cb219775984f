"""What a group is called: by what its centre looks like among all customers, and not anew at every turn.

Names are given to all centres together, each once, so that they lie as near as they can to the types that the names
stand for (an assignment problem). A name is a label in lists and campaigns; one that wanders is worth nothing. So the
rule is asked once a day, and only when it has said something else three days in a row its word counts.
"""

from typing import Final

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from harken.segments.types import TYPES

Column = NDArray[np.float64]

#: Days in a row on which the rule must disagree.
DISAGREEMENTS: Final = 3
FEWEST_TYPES: Final = 5


def name(centres: Column, means: Column, scales: Column) -> list[str]:
    """A name for each centre.

    Parameters
    ----------
    centres : shape (k, 3), k <= 8.
    means, scales : of all customers, by axis.
    """
    kinds = list(TYPES.items())[: max(len(centres), FEWEST_TYPES)]
    off = ((centres - means) / scales)[:, None, :] - np.array([type_ for _, type_ in kinds])[None, :, :]
    _, columns = linear_sum_assignment((off * off).sum(axis=2))
    return [kinds[column][0] for column in columns.tolist()]


class Naming(Struct):
    """The names that hold, and for how many days in a row the rule has said others; `renamed` counts those it won."""

    names: list[str] = field(default_factory=list)
    disagreed: int = 0
    renamed: int = 0

    def hear(self, proposed: list[str]) -> None:
        """Take the rule's word of a day."""
        if not self.names:
            self.names = proposed
        elif proposed == self.names:
            self.disagreed = 0
        else:
            self.disagreed += 1
            if self.disagreed >= DISAGREEMENTS:
                self.renamed += sum(one != other for one, other in zip(self.names, proposed, strict=True))
                self.names, self.disagreed = proposed, 0
