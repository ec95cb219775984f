"""`harken lag` while it runs: look, show, wait, until enough or Ctrl-C."""

from collections.abc import Iterator
from datetime import UTC, datetime
from time import monotonic, sleep
from typing import Final

from rich.console import Console
from rich.live import Live

from harken.back_off import BackOff
from harken.errors import HarkenError
from harken.glance import Glance
from harken.lag.reader import LagReader
from harken.lag.rules import Rule
from harken.lag.show import lines, tables
from harken.lag.watch import LagWatch, Row, worst
from harken.settings import Settings

#: Exit codes: all well (or too early to say), slow, or something stands still.
CODES: Final = {None: 0, Rule.OK: 0, Rule.WARN: 1}
BAD: Final = 2


def run_lag(settings: Settings, console: Console, every_s: float, over_s: float | None) -> int:
    """Show the lag every so many seconds, for so long (None: until Ctrl-C, 0: one look); the exit code of the last.

    Raises NoOffsets, NoStore where the very first look fails; later ones are said and tried again.
    """
    rows: list[Row] = []
    with LagReader(settings) as reader, Glance(settings) as glance:
        watch = LagWatch(reader, glance)
        looks = _looks(watch, console, every_s, over_s)
        if console.is_terminal and over_s != 0:
            with Live(console=console, auto_refresh=False) as live:
                for rows in looks:
                    live.update(tables(rows), refresh=True)
        else:
            for rows in looks:
                _print(console, rows)
    return CODES.get(worst(rows), BAD)


def _looks(watch: LagWatch, console: Console, every_s: float, over_s: float | None) -> Iterator[list[Row]]:
    started_s = monotonic()
    back_off = BackOff(first_s=every_s, most_s=max(every_s, 5.0))
    yield watch.look()
    while over_s is None or monotonic() - started_s < over_s:
        sleep(every_s)
        try:
            rows = watch.look()
        except HarkenError as fact:
            pause_s = back_off.failed(str(fact))
            if back_off.is_news:
                console.print(f"{_now()} {fact}; again every few seconds", style="red", markup=False, soft_wrap=True)
            sleep(pause_s)
            continue
        if back_off.tries:
            console.print(f"{_now()} broker and store answer again", markup=False)
            back_off.succeeded()
        yield rows


def _print(console: Console, rows: list[Row]) -> None:
    if console.is_terminal:
        console.print(tables(rows))
        return
    at = _now()
    for line in lines(rows):
        print(f"{at} {line}", flush=True)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
