"""Times on the command line: `2h` ago, `2h` from now, or a date."""

import re
from datetime import UTC, datetime
from typing import Final

from harken.errors import HarkenError

_SPAN: Final = re.compile(r"(\d+(?:\.\d+)?)([smhd])")
_SECONDS: Final = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}


class NoTime(HarkenError):
    """Text that says no time."""


def read_when(text: str, now_s: float) -> int:
    """Epoch milliseconds of `90s`, `30m`, `2h`, `7d` before `now_s` (epoch seconds), or of an ISO 8601 time (UTC).

    Raises NoTime.
    """
    return _read(text, now_s, -1)


def read_until(text: str, now_s: float) -> int:
    """The same of `12h`, `7d` after `now_s`. Raises NoTime."""
    return _read(text, now_s, 1)


def _read(text: str, now_s: float, sign: int) -> int:
    span = _SPAN.fullmatch(text.strip())
    if span is not None:
        return round((now_s + sign * float(span[1]) * _SECONDS[span[2]]) * 1000)
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise NoTime(f"{text!r} is no time: write 30m, 2h, 7d, or 2026-01-31T12:00:00Z") from None
    return round((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)
