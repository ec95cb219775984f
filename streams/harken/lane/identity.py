"""Whether the topics are those in which the ledger's offsets were counted: a topic made anew under an old name counts
from zero, and to go on in it from an old offset would skip what is before.
"""

import asyncio
from collections.abc import Callable, Mapping
from time import monotonic

from harken.errors import HarkenError

#: Lanes that are taken together ask once.
FRESH_S = 1.0


class TopicMadeAnew(HarkenError):
    """A topic is not the one that the ledger's offsets belong to."""


class Identities:
    """Ids of the topics as the broker has them, for all lanes of a worker.

    Parameters
    ----------
    ask : asks the broker: short name to id. May take its time (it runs in a thread) and raise.
    """

    def __init__(self, ask: Callable[[], Mapping[str, str]]) -> None:
        self._ask = ask
        self._asking = asyncio.Lock()
        self._asked_s = float("-inf")
        self._found: Mapping[str, str] = {}

    async def now(self) -> Mapping[str, str]:
        """The ids, of this second. Raises what asking raises."""
        async with self._asking:
            if monotonic() - self._asked_s > FRESH_S:
                self._found = await asyncio.to_thread(self._ask)
                self._asked_s = monotonic()
            return self._found


def refuse_strangers(known: Mapping[str, str], found: Mapping[str, str]) -> None:
    """Raise TopicMadeAnew where a topic has another id than the ledger knows; what either does not know passes."""
    strangers = sorted(topic for topic, id_ in known.items() if found.get(topic, id_) != id_)
    if strangers:
        raise TopicMadeAnew(
            f"made anew since harken last read: {', '.join(strangers)}; the ledger's offsets are of the old ones. "
            "Give harken a new HARKEN_KEY_PREFIX (it begins anew), or restore the topics"
        )
