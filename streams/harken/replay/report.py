"""What a replay did: every line of every file is in exactly one of its counts."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Report:
    """Counts so far.

    Parameters
    ----------
    sent : events by topic (short name), as the broker acknowledged or will have at the end.
    sent_lines : lines of files that these events stand for.
    refused : lines that became no event, by reason.
    ticks : boundaries that were told to every partition.
    first_s, last_s : event time of the first and the latest event, epoch seconds.
    reached_s : where the last tick put the lanes' event time, epoch seconds; None without ticks.
    took_s : wall time.
    """

    sent: Counter[str] = field(default_factory=Counter)
    sent_lines: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    ticks: int = 0
    first_s: float = float("inf")
    last_s: float = float("-inf")
    reached_s: float | None = None
    took_s: float = 0.0

    @property
    def events(self) -> int:
        """Events sent, over all topics."""
        return self.sent.total()

    @property
    def lines(self) -> int:
        """Lines accounted for: sent or refused."""
        return self.sent_lines + self.refused.total()
