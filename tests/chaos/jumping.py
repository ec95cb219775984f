"""A forgetful worker whose wall clock is an hour ahead; at each SIGUSR1 it jumps to an hour behind, or back."""

import signal
import sys
import time

HOUR_S = 3600.0


class WallClock:
    """What `time.time` says."""

    def __init__(self) -> None:
        self._real = time.time
        self._ahead_s = HOUR_S

    def time(self) -> float:
        """Epoch seconds, an hour off."""
        return self._real() + self._ahead_s

    def jump(self, *_: object) -> None:
        """Two hours, back or forth."""
        self._ahead_s = -self._ahead_s


if __name__ == "__main__":
    clock = WallClock()
    time.time = clock.time
    signal.signal(signal.SIGUSR1, clock.jump)
    #  Only now, so that whoever takes `time` from its module takes this one.
    from harken.cli import main
    from tests.chaos.forgetful import forget

    forget()
    sys.argv = ["harken", "worker", "--role", sys.argv[1]]
    main()
