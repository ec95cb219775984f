"""The replay itself: lines in, records on the inbound topics, ticks between days, a report."""

from collections.abc import Callable, Iterable
from time import monotonic, time
from typing import Final, Protocol

import msgspec

from harken.events import COMMANDS, INBOUND
from harken.replay.line import Line, Refused
from harken.replay.pace import Pace
from harken.replay.producer import KeyedProducer
from harken.replay.report import Report
from harken.replay.ticks import Ticks, tick
from harken.settings import Settings

Progress = Callable[[Report], None]
_TOLD_EVERY: Final = 256
_encode: Final = msgspec.json.Encoder().encode


class Outlet(Protocol):
    """Where records go: to a broker (`KeyedProducer`), or into the lanes of a backtest (`harken.backtest.intake`)."""

    def partitions(self, topic: str) -> int:
        """How many partitions the topic (full name) has."""
        ...

    def send(self, topic: str, key: str | None, value: bytes, partition: int = -1) -> None:
        """Hand over one record; -1 leaves the partition to the key."""
        ...

    def flush(self, meanwhile: Callable[[], None]) -> None:
        """Wait until everything that was handed over is there."""
        ...


def replay(
    settings: Settings,
    lines: Iterable[Line | Refused],
    *,
    speed: float = float("inf"),
    ticks: bool = True,
    tail_s: float = 0.0,
    until_s: float | None = None,
    progress: Progress = lambda _: None,
) -> Report:
    """Send the lines through the inbound topics and wait until the broker has them all.

    Parameters
    ----------
    settings : broker, topic names, lateness.
    lines : in the order to send; what readers and `merge` give.
    speed : event seconds in a second, > 0; infinity is as fast as it goes.
    ticks : whether to tell every partition when a day of event time (UTC) has passed, and the end.
    tail_s : seconds to go on ticking after the last event, >= 0.
    until_s : go on ticking until this time, epoch seconds, where it is later.
    progress : called now and then with the report so far.

    Raises BrokerSilent, NoSuchTopic, and NotDelivered where the broker does not take a record.
    """
    producer = KeyedProducer(settings)
    sending = Sending(settings, producer, Pace(speed), Ticks() if ticks else None, progress, time())
    try:
        for line in lines:
            sending.take(line)
        sending.finish(tail_s, until_s)
        producer.flush(sending.tell)
    except BaseException:
        # Interrupted or failed: leave nothing waiting behind, the next replay starts anew.
        producer.drop()
        raise
    sending.tell()
    return sending.report


class Sending:
    """One replay under way.

    Parameters
    ----------
    now_s : epoch seconds; what lies further ahead than a worker allows moves neither pace nor ticks.
    """

    def __init__(
        self,
        settings: Settings,
        producer: Outlet,
        pace: Pace,
        ticks: Ticks | None,
        progress: Progress,
        now_s: float,
    ) -> None:
        self.report = Report()
        self._producer = producer
        self._pace = pace
        self._ticks = ticks
        self._progress = progress
        self._lateness_s = settings.lateness_s
        # The worker refuses what is from the future: neither the pace nor the ticks may follow it there.
        self._latest_s = now_s + settings.future_s
        self._topics = {name: settings.topic_prefix + name for name in INBOUND}
        self._lanes = producer.partitions(self._topics[COMMANDS])
        self._started_s = monotonic()
        self._taken = 0

    def take(self, line: Line | Refused) -> None:
        """Send or count one line."""
        self._taken += 1
        if self._taken % _TOLD_EVERY == 0:
            self.tell()
        if isinstance(line, Refused):
            self.report.refused[line.reason] += line.lines
            return
        if float("-inf") < line.ts_s <= self._latest_s:
            self._pass_time(line.ts_s)
            self._pace.wait_for(line.ts_s, self.tell)
            self.report.first_s = min(self.report.first_s, line.ts_s)
            self.report.last_s = max(self.report.last_s, line.ts_s)
        self._send(line.topic, line.customer_id, _encode(line.event))
        self.report.sent[line.topic] += 1
        self.report.sent_lines += line.lines

    def finish(self, tail_s: float, until_s: float | None) -> None:
        """Tick on to the end, and once more so that every lane's clock passes the last event."""
        if self._ticks is None or self.report.last_s == float("-inf"):
            return
        end_s = max(self.report.last_s + tail_s, until_s or 0.0)
        self._pass_time(end_s)
        self._tick(end_s + 2 * self._lateness_s)

    def tell(self) -> None:
        """Show where it stands."""
        self.report.took_s = monotonic() - self._started_s
        self._progress(self.report)

    def _pass_time(self, ts_s: float) -> None:
        if self._ticks is not None:
            for boundary_s in self._ticks.crossed(ts_s):
                self._pace.wait_for(boundary_s, self.tell)
                self._tick(boundary_s)

    def _tick(self, ts_s: float) -> None:
        self._producer.flush(self.tell)
        self._send(COMMANDS, None, _encode(tick(ts_s)))
        self.report.ticks += 1
        self.report.reached_s = ts_s

    def _send(self, topic: str, customer_id: str | None, value: bytes) -> None:
        if customer_id is not None:
            self._producer.send(self._topics[topic], customer_id, value)
            return
        for lane in range(self._lanes):
            self._producer.send(self._topics[topic], None, value, lane)
