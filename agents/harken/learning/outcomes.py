"""Whether alerts that say somebody may leave were right, by kind, from what the fold says came of them.

*Precision*: of those judged, how many had no activity within the horizon behind the announcement, or a goodbye.
*Recall*: of all departures, before how many the kind had been announced. Beside both stand the base rate (labels that
left) and recency alone: how right it would be to speak as often, of whoever has been silent for longest.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import UNSET, Struct, field, json

from harken.example import OutcomeExample
from harken.metrics.silences import Silences
from harken.rules.leaving import CHURN_KINDS

DAY_S: Final = 86_400.0
#: Both kinds of the churn family together; a departure that both foresaw counts once.
FAMILY: Final = "churn"
#: Leads are told to a tenth of a day, and longer ones than ten years are none.
PER_DAY: Final = 10
LONGEST: Final = 36_500

#: A kind's figures by name; what is not known yet is left out.
Figures = Mapping[str, float]


class _Kind(Struct, omit_defaults=True):
    """What came of one kind; `leads` says how many departures were foreseen by so many tenths of a day."""

    raised: int = 0
    judged: int = 0
    right: int = 0
    left_out: int = 0
    leads: dict[int, int] = field(default_factory=dict)


class Outcomes(Struct, omit_defaults=True):
    """Everything that is kept."""

    kinds: dict[str, _Kind] = field(default_factory=dict)
    departures: int = 0

    def learn_one(self, example: OutcomeExample) -> None:
        """Count one."""
        if example.leads is not UNSET:
            self._depart(example.leads)
            return
        for kind in self._of(example.kind):
            if example.right is UNSET:
                kind.raised += 1
            elif example.right is None:
                kind.left_out += 1
            else:
                kind.judged += 1
                kind.right += example.right

    def figures(self, silences: Silences) -> dict[str, Figures]:
        """By kind, and of the churn family; empty before anything was announced.

        Parameters
        ----------
        silences : the churn labels.
        """
        return {name: self._figures(kind, silences) for name, kind in sorted(self.kinds.items())}

    def _of(self, name: str) -> Iterable[_Kind]:
        names = (name, FAMILY) if name in CHURN_KINDS else (name,)
        return [self.kinds.setdefault(each, _Kind()) for each in names]

    def _depart(self, leads: Mapping[str, float]) -> None:
        self.departures += 1
        family = [lead_s for name, lead_s in leads.items() if name in CHURN_KINDS]
        found = {**leads, FAMILY: max(family)} if family else leads
        for name, lead_s in found.items():
            kind = self.kinds.setdefault(name, _Kind())
            at = min(round(lead_s / DAY_S * PER_DAY), LONGEST)
            kind.leads[at] = kind.leads.get(at, 0) + 1

    def _figures(self, kind: _Kind, silences: Silences) -> Figures:
        foreseen, base_rate = sum(kind.leads.values()), silences.base_rate
        precision = kind.right / kind.judged if kind.judged else None
        alone = silences.alone(kind.judged)
        told: dict[str, float | None] = {
            "raised": kind.raised,
            "pending": max(0, kind.raised - kind.judged - kind.left_out),
            "left_out": kind.left_out,
            "judged": kind.judged,
            "right": kind.right,
            "precision": precision,
            "base_rate": base_rate,
            "lift": precision / base_rate if precision is not None and base_rate else None,
            "recency_alone": None if alone is None else alone.precision,
            "recency_alone_d": None if alone is None else alone.horizons * silences.horizon_s / DAY_S,
            "departures": self.departures,
            "foreseen": foreseen,
            "recall": foreseen / self.departures if self.departures else None,
            "lead_d": _median(kind.leads) / PER_DAY if foreseen else None,
        }
        return {name: round(figure, 4) for name, figure in told.items() if figure is not None}


decode: Final = json.Decoder(Outcomes).decode


def _median(counts: Mapping[int, int]) -> float:
    """Of values by how many there are of each, at least one."""
    n, below, found = sum(counts.values()), 0, []
    wanted = {(n - 1) // 2, n // 2}
    for value, count in sorted(counts.items()):
        found += [value for place in wanted if below <= place < below + count]
        below += count
    return sum(found) / len(found)
