"""What must hold of changes before any store may see them: a store that stumbles in the middle would write a part."""

from collections.abc import Iterable
from itertools import chain
from math import isnan

from harken.ledger.base import Changes, Unstorable


def check(changes: Changes) -> None:
    """Raise Unstorable where the changes hold what no store could.

    Redis applies the rest of a transaction whose one command fails while it runs (redis.io, "Transactions", errors
    inside a transaction), so everything that could fail there is found here: a score that is no number, one key
    written as two types, text that cannot be spelled in UTF-8.
    """
    scores = chain(changes.wakeups.values(), *(members.values() for members in changes.scores.values()))
    if any(score is not None and isnan(score) for score in scores):
        raise Unstorable("a score or a due time is not a number")
    if isnan(changes.clock_s) or isnan(changes.step_s):
        raise Unstorable("the clock is not a number")
    for key in chain(changes.scores, changes.hashes):
        if changes.strings.get(key) is not None or (key in changes.scores and key in changes.hashes):
            raise Unstorable("one key is written as two types")
    _spell(changes.strings)
    _spell(chain.from_iterable(changes.wakeups))
    for of_key in (changes.scores, changes.hashes):
        _spell(of_key)
        _spell(chain.from_iterable(of_key.values()))


def _spell(texts: Iterable[str]) -> None:
    try:
        "".join(texts).encode()
    except UnicodeEncodeError as error:
        raise Unstorable("a key or member holds a lone surrogate") from error
