"""Faust's, mode's and aiokafka's logs: warnings and errors only, and each at most once in ten seconds."""

import logging
from time import monotonic
from typing import Final

EVERY_S: Final = 10.0
#: What mode says of every service's life, ours too, goes to Faust's logger.
SERVICES: Final = logging.getLogger("faust")

#: mode warns of every timer that a busy loop has delayed.
_LEVELS: Final = {"faust": logging.WARNING, "aiokafka": logging.WARNING, "mode": logging.ERROR}
#: These say the same ten times a second while a broker is down. A filter holds for one logger, not for its children.
_REPETITIVE: Final = (
    "aiokafka",
    "aiokafka.cluster",
    "aiokafka.conn",
    "aiokafka.consumer.fetcher",
    "aiokafka.consumer.group_coordinator",
)


class Seldom(logging.Filter):
    """Lets a message through once in a while; messages are the same when their format is."""

    def __init__(self, every_s: float = EVERY_S) -> None:
        super().__init__()
        self._every_s = every_s
        self._next_s: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it is time to say this again."""
        now_s = monotonic()
        if now_s < self._next_s.get(str(record.msg), 0.0):
            return False
        self._next_s[str(record.msg)] = now_s + self._every_s
        return True


def quieten() -> None:
    """Set the levels that nobody has set, and the filters, once."""
    for name, level in _LEVELS.items():
        if logging.getLogger(name).level == logging.NOTSET:
            logging.getLogger(name).setLevel(level)
    for name in _REPETITIVE:
        logger = logging.getLogger(name)
        if not any(isinstance(each, Seldom) for each in logger.filters):
            logger.addFilter(Seldom())
