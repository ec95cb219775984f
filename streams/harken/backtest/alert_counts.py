"""Alerts by kind and transition, by week, and by the reasons that they gave."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from harken.alert import Alert
from harken.document import Reason

YEAR_S: Final = 365.25 * 86_400.0
RAISED: Final = "raised"
#: Reasons of a kind that are told.
MOST_REASONS: Final = 5


class AlertCounts:
    """Counts alerts; each is to be told once."""

    def __init__(self) -> None:
        self._kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._weeks: defaultdict[str, Counter[str]] = defaultdict(Counter)
        #: By kind, then name and whether it was the strongest.
        self._reasons: defaultdict[str, Counter[tuple[str, bool]]] = defaultdict(Counter)

    def take(self, alert: Alert) -> None:
        """Count one."""
        kind, transition = alert.data.kind, alert.data.transition
        self._kinds[kind][transition] += 1
        if transition == RAISED:
            at = datetime.fromisoformat(alert.time).astimezone(UTC)
            monday = (at - timedelta(days=at.weekday())).date()
            self._weeks[monday.isoformat()][kind] += 1
            self._take_reasons(kind, alert.data.reasons)

    def figures(self, years: float) -> dict[str, Any]:
        """All counts; `years` is how long all customers together were watched."""
        raised = sum(counts[RAISED] for counts in self._kinds.values())
        return {
            "by_kind": {kind: dict(sorted(counts.items())) for kind, counts in sorted(self._kinds.items())},
            "raised": raised,
            "customer_years": round(years, 2),
            "raised_per_customer_and_year": round(raised / years, 4) if years else None,
            "by_week": {week: dict(sorted(counts.items())) for week, counts in sorted(self._weeks.items())},
            "reasons": self.reasons(),
        }

    def reasons(self) -> dict[str, list[dict[str, Any]]]:
        """By kind, the reasons most often given where one was raised: how often the strongest, and how often at all."""
        found = {}
        for kind, counts in sorted(self._reasons.items()):
            names = sorted({name for name, _ in counts}, key=lambda n: (-counts[n, True], -counts[n, False], n))
            found[kind] = [
                {"name": name, "strongest": counts[name, True], "given": counts[name, False]}
                for name in names[:MOST_REASONS]
            ]
        return found

    def _take_reasons(self, kind: str, reasons: Sequence[Reason]) -> None:
        counts = self._reasons[kind]
        for reason in reasons:
            counts[reason.name, False] += 1
        if reasons:
            counts[max(reasons, key=lambda reason: reason.logit).name, True] += 1
