"""In which segment each customer of a file was when, as the road says (`benchmarks.quality.road`), a day a step.

Segments are of who orders, so a file of clicks has none. What is learned beside them changes nothing of them.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.quality import data
from benchmarks.quality.road import OneLane, replay
from benchmarks.quality.segments import CASES
from harken.activity import ActivityConfig
from harken.batch import Outcome
from harken.fold.config import DAY_S
from harken.learning.config import LearnerConfig
from harken.lexicon import lexicon

#: By customer: since when (epoch seconds), in which segment; ascending.
Told = Mapping[str, Sequence[tuple[float, str]]]


class Memberships:
    """Who was in which segment.

    Parameters
    ----------
    told : of everybody who ever was in one.
    """

    def __init__(self, told: Told) -> None:
        self._told = told

    def segment(self, customer_id: str, at_s: float) -> str | None:
        """The one in which a customer was just before `at_s`, epoch seconds; None before they were in any."""
        told = self._told.get(customer_id, ())
        at = bisect_left(told, (at_s,))
        return told[at - 1][1] if at else None


#: Of files that have no segments.
NONE = Memberships({})


def memberships(path: Path) -> Memberships:
    """Of all customers of a file."""
    case = next((case for case in CASES if case.file == path.name), None)
    if case is None:
        return NONE
    told: dict[str, list[tuple[float, str]]] = {}

    def look(boundary_s: float, lane: OneLane, outcomes: Sequence[Outcome]) -> None:
        del boundary_s, lane
        for outcome in outcomes:
            for name, members in outcome.segments.items():
                for customer_id, since_s in members.items():
                    if since_s is not None:
                        told.setdefault(customer_id, []).append((since_s, name))

    config = ActivityConfig(horizon_s=case.horizon_d * DAY_S, currency=case.currency)
    replay(map(data.nameless, data.lines(path)), config, learning=LearnerConfig((), lexicon=lexicon), look=look)
    return Memberships({customer_id: sorted(some) for customer_id, some in told.items()})
