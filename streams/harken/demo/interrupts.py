"""What SIGINT and SIGTERM do to the demo: end it while it starts, ask it to end while it runs, end it when repeated."""

import signal
from threading import Event
from types import FrameType
from typing import Final, Self

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class Interrupts:
    """Handlers for as long as this is entered; `stop` is set by the first signal once `be_patient` was called.

    Whatever ends the demo is one KeyboardInterrupt: further signals are ignored, so that nothing cuts the clearing up.
    """

    def __init__(self) -> None:
        self.stop = Event()
        self._patient = False
        self._before = {number: signal.getsignal(number) for number in SIGNALS}

    def __enter__(self) -> Self:
        """Take the signals."""
        for number in SIGNALS:
            signal.signal(number, self._interrupt)
        return self

    def __exit__(self, *_: object) -> None:
        """Give them back; where they were obeyed this process is ending, and one more changes nothing."""
        for number, handler in self._before.items():
            signal.signal(number, signal.SIG_IGN if self.stop.is_set() else handler)

    def be_patient(self) -> None:
        """From now on the first signal only asks."""
        self._patient = True

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        if self._patient and not self.stop.is_set():
            self.stop.set()
            return
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt
