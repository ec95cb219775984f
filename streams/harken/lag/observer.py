"""A worker's own look at the lag of all lanes, in a thread: what it finds does not depend on its event loop.

So of two workers the one that still runs tells how far behind the other is; and whether broker and store answer is
found out here, not by a probe that somebody waits for.
"""

from collections.abc import Mapping, Sequence
from threading import Event, Thread
from time import monotonic
from typing import Any, Final

import msgspec

from harken.back_off import BackOff
from harken.errors import HarkenError
from harken.example import CHURN
from harken.glance import Glance
from harken.health.vitals import Vitals
from harken.lag.reader import LagReader, NoOffsets
from harken.lag.watch import LagWatch, Row
from harken.lane.poison import last_line
from harken.logs import get_logger
from harken.settings import Settings

log = get_logger(__name__)

#: Most seconds until a broker that is back is seen to be back.
MOST_S: Final = 5.0


class Observer:
    """Looks every `lag_every_s` until it is closed.

    Parameters
    ----------
    settings : broker, store, how often.
    vitals : told what cannot be reached.
    """

    def __init__(self, settings: Settings, vitals: Vitals) -> None:
        self._every_s = settings.lag_every_s
        self._vitals = vitals
        self._reader = LagReader(settings)
        self._glance = Glance(settings)
        self._watch = LagWatch(self._reader, self._glance)
        self._back_off = BackOff(most_s=max(MOST_S, settings.lag_every_s))
        self._closing = Event()
        self._looked_s = monotonic()
        #: The last look that succeeded.
        self.rows: list[Row] = []
        #: The churn model's figures, as the learner says.
        self.figures: Mapping[str, Any] = {}
        #: The calibration curve of its stored scores, likewise.
        self.calibration: Sequence[Mapping[str, float]] = ()
        #: What came of alerts, as the learner says.
        self.outcomes: Mapping[str, Mapping[str, float]] = {}
        #: How far features and the score have moved, as the learner says.
        self.shifts: Mapping[str, float] = {}
        #: What the learner says of each segment.
        self.segments: Mapping[str, Mapping[str, float]] = {}
        self._thread = Thread(target=self._run, name="lag", daemon=True)
        self._thread.start()

    def age_s(self) -> float:
        """Since the last look that succeeded (or the begin), seconds."""
        return monotonic() - self._looked_s

    def close(self) -> None:
        """Stop looking; a look under way ends by its own time-outs, and nobody waits for it."""
        self._closing.set()

    def _run(self) -> None:
        pause_s = 0.0
        while not self._closing.wait(pause_s):
            try:
                self._look()
                self._back_off.succeeded()
                pause_s = self._every_s
            except HarkenError as fact:
                self._vitals.unreachable = self._unreachable(fact)
                pause_s = self._missed(str(fact))
            except Exception as error:  # noqa: BLE001 - a look that fails in a way nobody foresaw must not be the last
                self._reader.close()
                pause_s = self._missed(f"unforeseen: {last_line(error)}")
        self._reader.close()
        self._glance.store.close()

    def _look(self) -> None:
        self.rows = self._watch.look()
        card = self._glance.model(CHURN)
        self.figures = msgspec.json.decode(card.get("metrics", "{}"))
        self.calibration = msgspec.json.decode(card.get("calibration", "[]"))
        self.outcomes = self._glance.outcomes()
        self.shifts = self._glance.shifts()
        self.segments = self._glance.segments()
        self._looked_s = monotonic()
        if self._vitals.unreachable:
            self._vitals.unreachable = {}

    def _unreachable(self, fact: HarkenError) -> Mapping[str, str]:
        """What the fact is about; a look that fails at the store has not come to the broker yet."""
        if isinstance(fact, NoOffsets):
            return {"broker": str(fact)}
        found = {"store": str(fact)}
        try:
            self._reader.ask(lambda admin: admin.list_topics())
        except NoOffsets as silent:
            found["broker"] = str(silent)
        return found

    def _missed(self, why: str) -> float:
        pause_s = self._back_off.failed(why)
        if self._back_off.is_news:
            log.warning("lag cannot be seen", why=why)
        return pause_s
