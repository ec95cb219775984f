"""Faults of a model, a rule or a feature, as they are said: they may come with every event."""

from harken.back_off import BackOff
from harken.lane.poison import frames, last_line
from harken.logs import get_logger

log = get_logger(__name__)


class Faults:
    """A line for each new fault, and once a minute for one that stays.

    Parameters
    ----------
    what : could not be done, in a few words.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._back_off = BackOff()

    def say(self, error: Exception, lane: int, records: int) -> None:
        """Say it, if it is news; places only, since what was raised may quote a customer (DEBUG has it)."""
        fault = last_line(error)
        self._back_off.failed(fault)
        log.debug("fault", exc_info=error)
        if self._back_off.is_news:
            log.error(self._what, lane=lane, records=records, fault=fault, frames=frames(error))
