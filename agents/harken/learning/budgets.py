"""What came of budgets: how many alerts of a kind were raised against how many were asked for, and what to do about it.

A level that was read off snapshots (`harken.learning.levels`) is met too often: there are looks between snapshots, who
was cleared is raised again, and a level that moves meets customers who did not. How much too often differs by shop,
season and kind, so it is not reckoned but seen: a *gain* a kind, by which what is asked for is multiplied before its
level is looked up. It grows while too few are raised and shrinks while too many are, so that over weeks as many are
raised as were asked for, whatever the reason was (an integral controller; Astrom & Murray 2008, Feedback Systems, 10).
"""

from collections.abc import Mapping
from math import exp, log
from typing import Final

from msgspec import Struct, field, json

from harken.example import RaiseExample

DAY_S: Final = 86_400.0
WEEK_S: Final = 7 * DAY_S
#: By how much the logarithm of the gain moves where a week's raises were all missing.
STEADY: Final = 0.5
#: A week's budget counts as so many raises at least: where it is smaller a single one would move everything.
FEWEST_A_WEEK: Final = 5.0
#: No more is believed of one day than so many times what is asked for in it, and no gain is beyond `MOST_GAIN`: where a
#: level first holds all come at once who stand above it.
MOST_TIMES: Final = 5.0
MOST_GAIN: Final = 30.0


class _Kind(Struct, array_like=True):
    """One kind: what was last asked for, what was raised since the last look, and the logarithm of the gain."""

    share: float
    raised: int = 0
    log_gain: float = 0.0


class _State(Struct):
    kinds: dict[str, _Kind] = field(default_factory=dict)
    looked_s: float = 0.0


_decoder = json.Decoder(_State)


class Budgets:
    """The kinds of alert that have a budget."""

    def __init__(self) -> None:
        self._state = _State()

    @property
    def gains(self) -> Mapping[str, float]:
        """By kind: how many times what is asked for a level must be looked up for."""
        return {name: round(exp(kind.log_gain), 6) for name, kind in sorted(self._state.kinds.items())}

    def learn_one(self, example: RaiseExample) -> None:
        """One was raised."""
        kind = self._state.kinds.setdefault(example.kind, _Kind(example.share))
        kind.share = example.share
        kind.raised += 1

    def look(self, now_s: float, customers: float) -> None:
        """Once a day: compare.

        Parameters
        ----------
        now_s : event time, epoch seconds.
        customers : how many there are, >= 0.
        """
        state = self._state
        passed_s = now_s - state.looked_s
        if passed_s < DAY_S:
            return
        for kind in state.kinds.values():
            if state.looked_s:
                kind.log_gain = _moved(kind, passed_s / WEEK_S, kind.share * customers)
            kind.raised = 0
        state.looked_s = now_s

    def dump(self) -> bytes:
        """Everything, as JSON."""
        return json.encode(self._state)

    def load(self, data: bytes) -> None:
        """Continue exactly where `dump` stood."""
        self._state = _decoder.decode(data)


def _moved(kind: _Kind, weeks: float, asked_weekly: float) -> float:
    asked = asked_weekly * weeks
    missing = asked - min(kind.raised, max(MOST_TIMES * asked, 1.0))
    found = kind.log_gain + STEADY * missing / max(asked_weekly, FEWEST_A_WEEK)
    return min(max(found, -log(MOST_GAIN)), log(MOST_GAIN))
