"""Which rules lanes go by, and which segments of one's own there are by these."""

from collections.abc import Iterable

from harken.applied import decode_applied
from harken.rules.ruling import Ruling, settled


def defined_segments(rules: Iterable[bytes], begun_with: Ruling) -> dict[str, str]:
    """Expressions by name; while lanes differ, those of any.

    Parameters
    ----------
    rules : what commands have brought into the lanes, one each (empty: nothing).
    begun_with : what lanes go by into which none was brought.
    """
    found: dict[str, str] = {}
    for data in set(rules):
        found.update({one.name: one.expression.text for one in in_force(data, begun_with).segments})
    return dict(sorted(found.items()))


def in_force(rules: bytes, begun_with: Ruling) -> Ruling:
    """The rules of one lane: what a command brought into it, or else what it began with."""
    applied = decode_applied(rules)
    return begun_with if applied is None else settled(applied.settings)[0]
