"""Alerts by kind and transition, and by week."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from harken.alert import Alert

YEAR_S: Final = 365.25 * 86_400.0
RAISED: Final = "raised"


class AlertCounts:
    """Counts alerts; each is to be told once."""

    def __init__(self) -> None:
        self._kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._weeks: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def take(self, alert: Alert) -> None:
        """Count one."""
        kind, transition = alert.data.kind, alert.data.transition
        self._kinds[kind][transition] += 1
        if transition == RAISED:
            at = datetime.fromisoformat(alert.time).astimezone(UTC)
            monday = (at - timedelta(days=at.weekday())).date()
            self._weeks[monday.isoformat()][kind] += 1

    def figures(self, years: float) -> dict[str, Any]:
        """All counts; `years` is how long all customers together were watched."""
        raised = sum(counts[RAISED] for counts in self._kinds.values())
        return {
            "by_kind": {kind: dict(sorted(counts.items())) for kind, counts in sorted(self._kinds.items())},
            "raised": raised,
            "customer_years": round(years, 2),
            "raised_per_customer_and_year": round(raised / years, 4) if years else None,
            "by_week": {week: dict(sorted(counts.items())) for week, counts in sorted(self._weeks.items())},
        }
