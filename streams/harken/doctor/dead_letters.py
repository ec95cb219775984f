"""Dead letters of late that nobody has seen to."""

from collections import Counter
from collections.abc import Callable
from time import time
from typing import Final

from harken.dead_letters.place import Wanted
from harken.dead_letters.reader import LetterReader
from harken.doctor.finding import Finding, Health
from harken.errors import HarkenError
from harken.settings import Settings

LATELY_H: Final = 1


def look_at_dead_letters(settings: Settings, clock: Callable[[], float] = time) -> Finding:
    """How many came in the last hour, by reason."""
    since_ms = int((clock() - LATELY_H * 3600) * 1000)
    try:
        with LetterReader(settings) as reader:
            cards = reader.cards(Wanted(since_ms=since_ms))
    except HarkenError as fact:
        return Finding(Health.WARN, "dead letters", str(fact), "see broker and topics above")
    if not cards:
        return Finding(Health.OK, "dead letters", "none in the last hour that nobody has seen to")
    counts = Counter(card.reason.value for card in cards).most_common()
    found = f"{len(cards):,} in the last hour: " + ", ".join(f"{reason} {count:,}" for reason, count in counts)
    return Finding(Health.WARN, "dead letters", found, f"`harken dead-letters list --since {LATELY_H}h`")
