"""Why a score moved since something was last announced of it: the difference of what each group of features added.

What was announced is kept in hundredths of a logit, two bytes a group, only while the alert stands; differences are of
such hundredths, so they add up to that of the two scores, each rounded group by group. The model may have learned
something in between: what that changed is among them.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from harken.document import Reason
from harken.features.numbers import Numbers
from harken.features.words import GROUPS, OVERRIDE, REST, sentence
from harken.language import Language

#: Differences that are told one by one.
MOST: Final = 3
#: By place: what somebody set by hand, then the groups, of which new ones come last.
NAMES: Final = (OVERRIDE, *GROUPS)
_HUNDREDTHS: Final = 100.0
_LARGEST: Final = 32_767.0

#: Differences by place in `NAMES`, hundredths of a logit, the largest first; the rest of them together last, as -1.
Moves = tuple[tuple[int, int], ...]


def packed(logits: Sequence[float], by_hand: float) -> bytes:
    """What is kept of a score: what each group adds (logits, in the order of `GROUPS`) and what was set by hand."""
    hundredths = np.rint(np.asarray((by_hand, *logits)) * _HUNDREDTHS)
    return np.clip(hundredths, -_LARGEST, _LARGEST).astype("<i2").tobytes()


def moves(before: bytes, after: bytes) -> Moves:
    """The differences between two scores that `packed` kept; one of an older release knows fewer groups."""
    then, now = (np.zeros(len(NAMES), np.int64) for _ in range(2))
    for kept, values in ((then, before), (now, after)):
        known = np.frombuffer(values, "<i2")[: len(NAMES)]
        kept[: len(known)] = known
    differences = (now - then).tolist()
    order = sorted((at for at, moved in enumerate(differences) if moved), key=lambda at: -abs(differences[at]))
    rest = sum(differences[at] for at in order[MOST:])
    return (*((at, differences[at]) for at in order[:MOST]), *(((-1, rest),) if rest else ()))


def by_name(found: Moves) -> dict[str, float]:
    """The differences in logits, for a document."""
    return {_name(at): moved / _HUNDREDTHS for at, moved in found}


def reasons(found: Moves, numbers: Numbers[float], language: Language, note: str | None) -> tuple[Reason, ...]:
    """The differences with the sentence of each group as it is now.

    Parameters
    ----------
    note : of what is set by hand; None where nothing is.
    """
    return tuple(Reason(_name(at), _text(at, numbers, language, note), moved / _HUNDREDTHS) for at, moved in found)


def _name(at: int) -> str:
    return REST if at < 0 else NAMES[at]


def _text(at: int, numbers: Numbers[float], language: Language, note: str | None) -> str:
    if at < 0:
        return language.say(REST)
    if at == 0:
        return language.say("override.over") if note is None else language.say(OVERRIDE, note=note)
    return sentence(at - 1, numbers, language)
