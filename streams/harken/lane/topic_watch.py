"""Looks now and then whether the topics still are what the lanes took them for: deleted, made anew or grown under a
running worker, a topic says nothing of it by itself (a new partition is handed out minutes later, if at all).
"""

import asyncio
from collections.abc import Callable, Mapping

from harken.lane.identity import Identities
from harken.lane.poison import last_line
from harken.logs import get_logger
from harken.topics import BrokerUnreachable, MissingTopic, UnequalPartitions

log = get_logger(__name__)


class TopicWatch:
    """One worker's watch over its topics.

    Parameters
    ----------
    identities : the topics' ids, asked of the broker.
    tell : takes the ids found, or None where the topics are not as they must be; how many lanes will be taken again,
        which says what is wrong and waits until it is mended.
    every_s : between two looks, seconds, > 0.
    """

    def __init__(
        self, identities: Identities, tell: Callable[[Mapping[str, str] | None], int], every_s: float
    ) -> None:
        self._identities = identities
        self._tell = tell
        self._every_s = every_s
        self._said = ""

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await asyncio.sleep(self._every_s)
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 - a look that fails in a way nobody foresaw must not be the last
                log.warning("topics cannot be seen", why=last_line(error))

    async def look(self) -> None:
        """One look; a broker that does not answer is the lanes' own matter."""
        try:
            found = await self._identities.now()
        except BrokerUnreachable:
            return
        except (MissingTopic, UnequalPartitions) as trouble:
            self._tell(None)
            self._say(str(trouble))  # though no lane may be left: Faust takes away what lacks a topic
            return
        self._say("a topic was made anew" if self._tell(found) else "")

    def _say(self, why: str) -> None:
        """Once for each change."""
        if why and why != self._said:
            log.error("topics have changed", why=why)
        self._said = why
