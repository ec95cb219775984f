"""The simulated shop's events on the real topics, at a steady pace, in a thread of the demo's own process."""

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from threading import Event, Thread
from time import sleep, time
from typing import Final

from harken.demo.shop import Shop
from harken.demo.shopper import DAY_S
from harken.errors import HarkenError
from harken.replay.line import Line
from harken.replay.report import Report
from harken.replay.send import replay
from harken.settings import Settings

OPENS_S: Final = datetime(2010, 1, 4, tzinfo=UTC).timestamp()
#: More than this many records unread, and the shop waits for the worker.
MOST_WAITING: Final = 5_000


class Feed:
    """Sends what happens in a shop until it is told to stop.

    Parameters
    ----------
    settings : broker and topics.
    seed : of the shop.
    speed : event seconds in a second, > 0.
    """

    def __init__(self, settings: Settings, seed: int, speed: float) -> None:
        self.shop = Shop(Random(seed), OPENS_S)
        self.report = Report()
        self.waiting = 0
        self.failed: HarkenError | None = None
        self._settings = settings
        self._speed = speed
        self._stop = Event()
        self._thread = Thread(target=self._run, name="shop", daemon=True)

    @property
    def records(self) -> int:
        """Records handed to the broker so far: events, and ticks once a partition."""
        return self.report.events + self.report.ticks * self._settings.partitions

    def start(self) -> None:
        """Open the shop."""
        self._thread.start()

    def stop(self, patience_s: float) -> None:
        """Close the shop; waits so many seconds at most for what is under way."""
        self._stop.set()
        self._thread.join(patience_s)

    def check(self) -> None:
        """Raises what ended the shop, where something did."""
        if self.failed is not None:
            raise self.failed

    def _run(self) -> None:
        try:
            replay(self._settings, self._lines(), speed=self._speed, progress=self._tell)
        except HarkenError as fact:
            self.failed = fact

    def _lines(self) -> Iterator[Line]:
        # The worker refuses what is from the future: a shop that has caught up with today is over.
        today_s = time() - DAY_S
        for line in self.shop.lines():
            while self.waiting > MOST_WAITING and not self._stop.is_set():
                sleep(0.05)
            if self._stop.is_set() or line.ts_s > today_s:
                return
            yield line

    def _tell(self, report: Report) -> None:
        self.report = report
