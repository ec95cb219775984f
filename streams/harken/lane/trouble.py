"""What a lane does when something fails: it says so once, rests, and says when that is over."""

import asyncio
import contextlib

from harken.lane.progress import BACK_OFF, Progress
from harken.logs import get_logger

log = get_logger(__name__)


class Trouble:
    """One lane's.

    Parameters
    ----------
    lane : its number, for the log.
    progress : told what is done, and keeps the tries.
    told_to_stop : ends a rest at once.
    """

    def __init__(self, lane: int, progress: Progress, told_to_stop: asyncio.Event) -> None:
        self._lane = lane
        self._progress = progress
        self._told_to_stop = told_to_stop

    async def rest(self, why: str, least_s: float = 0.0, **more: str) -> None:
        """Wait before the lane is taken again, `least_s` seconds or as long as the back-off says."""
        self._progress.running = False
        pause_s = self.pause_s(why, **more)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._told_to_stop.wait(), max(pause_s, least_s))

    def pause_s(self, why: str, **more: str) -> float:
        """Say once that the lane waits, and why; how long, seconds."""
        back_off = self._progress.back_off
        pause_s = back_off.failed(why)
        if back_off.is_news:
            log.warning("lane stalled", lane=self._lane, why=why, tries=back_off.tries, **more)
        self._progress.begin(BACK_OFF)
        return pause_s

    def over(self) -> None:
        """A turn went well; where turns before it did not, say that this is over."""
        if self._progress.back_off.tries:
            waited_s = self._progress.back_off.succeeded()
            log.info("lane resumed", lane=self._lane, waited_s=round(waited_s, 1))
