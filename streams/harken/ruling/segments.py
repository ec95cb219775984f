"""Which segments of one's own there are: those of the rules that lanes go by."""

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
        applied = decode_applied(data)
        ruling = begun_with if applied is None else settled(applied.settings)[0]
        found.update({segment.name: segment.expression.text for segment in ruling.segments})
    return dict(sorted(found.items()))
