"""The table of an alert's transitions, asked of the state machine: every state, every level, said or withheld."""

from dataclasses import replace
from typing import Final

from harken.alerting.evaluations import APART_MS
from harken.alerting.lifecycle import Limits, step, withhold
from harken.document import AlertState, Evaluations, Said

LIMITS: Final = Limits(raise_at=0.8, clear_below=0.6, dwell_s=10, clear_dwell_s=10, cool_down_s=100, escalate_at=0.9)
NOW_MS: Final = 1_000_000
_LATE: Final = NOW_MS - 99_000
_RAISED: Final = Said("raised", _LATE, 0.85)
_OVER: Final = Said("resolved", _LATE, 0.5)

#: A state by what is to be known of it; the dwell is 10 seconds, the cool-down 100.
STATES: Final = (
    ("ok", AlertState("ok", 0, 0)),
    ("ok, cooling down", AlertState("ok", 1, _LATE, _LATE, _OVER)),
    ("pending", AlertState("pending", 0, NOW_MS - 1)),
    ("pending, long enough", AlertState("pending", 0, NOW_MS - 10_000)),
    ("raised", AlertState("raised", 1, _LATE, said=_RAISED)),
    ("raised, escalated", AlertState("raised", 1, _LATE, said=Said("escalated", _LATE, 0.95))),
    ("raised, withheld", AlertState("raised", 0, _LATE, withheld="cap")),
    ("clearing", AlertState("clearing", 1, NOW_MS - 1, said=_RAISED)),
    ("clearing, long enough", AlertState("clearing", 1, NOW_MS - 10_000, said=_RAISED)),
    ("clearing, withheld, long enough", AlertState("clearing", 0, NOW_MS - 10_000, withheld="cap")),
)
#: The same where two of the last three evaluations must be over; the dwell is over.
SOME_OF: Final = replace(LIMITS, raise_of=(2, 3))
SOME: Final = (
    ("pending, 2 of 3, was over", 0b1),
    ("pending, 2 of 3, was over, then not", 0b10),
    ("pending, 2 of 3, was over, then not twice", 0b100),
)
LEVELS: Final = (
    ("under `clear_below`", 0.5),
    ("under `raise_at`", 0.7),
    ("at `raise_at`", 0.8),
    ("at `escalate_at`", 0.9),
    ("there, but it may not be said", None),
)


def transitions() -> str:
    """The table as Markdown: where each state goes at each level, and in italics what is said."""
    heads = ["where it stands", *(name for name, _ in LEVELS)]
    rows = [[f"`{name}`", *(_cell(state, level, limits) for _, level in LEVELS)] for name, state, limits in _all()]
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _all() -> list[tuple[str, AlertState, Limits]]:
    some = [
        (name, AlertState("pending", 0, 0, evaluations=Evaluations(NOW_MS - APART_MS, over)), SOME_OF)
        for name, over in SOME
    ]
    found = [(name, state, LIMITS) for name, state in STATES]
    return [*found[:4], *some, *found[4:]]


def _cell(state: AlertState, level: float | None, limits: Limits) -> str:
    after, said = step(state, 0.9 if level is None else level, NOW_MS, limits)
    assert after is not None
    if level is None and said is not None and said != "resolved":
        after, said = withhold(state, after, said, "cap"), None
    held = ", withheld" if after.withheld is not None else ""
    return f"{after.status}{held}" + ("" if said is None else f", *{said}*")
