"""Tables of the rules that are of no kind of alert: quiet hours and their zone, segments of one's own, the next best
step at each stage, what is shown next.

A section is one function, from plain values to what decides, and one line in `SECTIONS`.
"""

import re
from collections.abc import Callable, Mapping
from datetime import time
from typing import Any, Final

from harken.alerting.quiet import is_zone
from harken.document import Stage
from harken.errors import HarkenError
from harken.lifecycle.next_steps import LONGEST, NEXT_STEPS
from harken.recommend.bars import Showing
from harken.segments.defined import MOST, BadSegment, Defined, define

QUIET: Final = "quiet"
NEXT: Final = "next_steps"
RECOMMENDATIONS: Final = "recommendations"
SEGMENTS: Final = "segments"
ZONE: Final = "zone"
_CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
#: So much of a day is left for saying what was held, minutes.
_LEAST_AWAKE: Final = 60
_OF_LISTS: Final = ("blocked_items", "blocked_categories")
_MOST_OF_A_CATEGORY: Final = "most_of_a_category"
SHOWING_KEYS: Final = (*_OF_LISTS, _MOST_OF_A_CATEGORY)


class BadValue(HarkenError):
    """What is wrong with a value of the table in hand, by its key (empty: with the table itself)."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(why)
        self.key = key


def _hours(values: Any) -> tuple[time, time]:
    """Begin and end of the quiet hours."""
    matches = [_CLOCK.fullmatch(text) for text in values if isinstance(text, str)] if isinstance(values, list) else []
    times = [time(int(match[1]), int(match[2])) for match in matches if match is not None]
    if len(times) != 2 or len(values) != 2:
        raise BadValue("", 'must be two times of day, as in ["21:00", "08:00"]')
    begin, end = (60 * at.hour + at.minute for at in times)
    if begin == end or (begin - end) % 1440 < _LEAST_AWAKE:
        raise BadValue("", f"must leave {_LEAST_AWAKE} minutes of a day in which something is announced")
    return times[0], times[1]


def _zone(value: Any) -> str:
    if not isinstance(value, str) or not is_zone(value):
        raise BadValue("", 'no time zone that is known here; an IANA name, as in "Europe/London"')
    return value


def _segments(values: Any) -> tuple[Defined, ...]:
    """Segments of one's own, by name: so documents say the same whatever their order in the file."""
    if not isinstance(values, dict):
        raise BadValue("", "must be tables, as in [segments.name]")
    if len(values) > MOST:
        raise BadValue("", f"more than {MOST}")
    found = []
    for name in sorted(values):
        try:
            found.append(define(name, values[name]))
        except BadSegment as bad:
            raise BadValue(f"{name}.{bad.key}" if bad.key else name, str(bad)) from None
    return tuple(found)


def _next_steps(values: Any) -> Mapping[Stage, str]:
    """Those of the file, and for stages that it does not name those of the code."""
    if not isinstance(values, dict):
        raise BadValue("", "must be a table")
    steps = dict(NEXT_STEPS)
    for stage, step in values.items():
        if stage not in steps:
            raise BadValue(stage, f"no stage; there are {', '.join(steps)}")
        if not isinstance(step, str) or not 0 < len(step.strip()) <= LONGEST:
            raise BadValue(stage, f"must be a text of 1 to {LONGEST} characters")
        steps[stage] = step.strip()
    return steps


def _showing(values: Any) -> Showing:
    """What is shown next."""
    if not isinstance(values, dict):
        raise BadValue("", "must be a table")
    found: dict[str, Any] = {}
    for key, value in values.items():
        if key in _OF_LISTS:
            if not isinstance(value, list) or not all(isinstance(name, str) and name for name in value):
                raise BadValue(key, "must be a list of names")
            found[key] = frozenset(value)
        elif key == _MOST_OF_A_CATEGORY:
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                raise BadValue(key, "must be a whole number, 0 for no bound")
            found[key] = value
        else:
            raise BadValue(key, f"no such key; there are {', '.join(SHOWING_KEYS)}")
    return Showing(**found)


#: What is no kind of alert and no cap: which field of a ruling it is, and how it is read.
SECTIONS: Final[Mapping[str, tuple[str, Callable[[Any], Any]]]] = {
    QUIET: ("hours", _hours),
    ZONE: ("zone", _zone),
    SEGMENTS: ("segments", _segments),
    NEXT: ("next_steps", _next_steps),
    RECOMMENDATIONS: ("showing", _showing),
}
