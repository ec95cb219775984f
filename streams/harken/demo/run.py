"""The demo from start to end: services, topics, workers, shop, screen; and all of it gone at the end."""

import os
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Final

from rich.console import Console
from rich.live import Live

from harken.demo.feed import Feed
from harken.demo.interrupts import Interrupts
from harken.demo.processes import Child
from harken.demo.screen import plain_alert, render, status_line, truth
from harken.demo.services import EmbeddedPair, refuse_unsupported
from harken.demo.view import View
from harken.demo.watch import Watch
from harken.settings import PREFIX, Settings, load_settings, variable, written
from harken.topics import create_topics

DAY_S: Final = 86_400.0
HORIZON_D: Final = 21.0
LOOK_EVERY_S: Final = 0.25
STATUS_EVERY_S: Final = 5.0
DRAIN_S: Final = 8.0


def run_demo(*, seconds_s: float | None, seed: int, days_per_second: float, console: Console | None = None) -> int:
    """Run until Ctrl-C or for so many seconds; returns 0. A second Ctrl-C ends at once (KeyboardInterrupt).

    Parameters
    ----------
    seconds_s : how long, from now; None until Ctrl-C.
    seed : of the shop.
    days_per_second : how many of its days pass in a second, > 0.

    Raises NoEmbeddedPair at once where this machine cannot, ChildEnded where a process of it ends by itself.
    """
    refuse_unsupported()
    console = console or Console()
    until_s = None if seconds_s is None else monotonic() + seconds_s
    with Interrupts() as interrupts, tempfile.TemporaryDirectory(prefix="harken-demo-") as folder, ExitStack() as stack:
        pair = stack.enter_context(EmbeddedPair(Path(folder)))
        settings = demo_settings(pair)
        create_topics(settings)
        workers = [Worker(role, settings, Path(folder)) for role in ("activity", "learner")]
        for worker in workers:
            stack.callback(worker.child.kill)
        feed = Feed(settings, seed, days_per_second * DAY_S)
        watch = Watch(settings, feed)
        stack.callback(watch.close)
        feed.start()
        interrupts.be_patient()
        show = _show_screen if console.is_terminal else _show_lines
        view = show(console, watch, _Running(until_s, interrupts.stop, feed, pair, workers))
        console.print(truth(view), soft_wrap=True, highlight=False)
        feed.stop(DRAIN_S)
        for worker in workers:
            worker.child.ask_to_stop()
        for worker in workers:
            worker.child.stop(DRAIN_S)
    return 0


def demo_settings(pair: EmbeddedPair) -> Settings:
    """The settings of the demo; nothing of the environment's own, which may be meant for somewhere else."""
    return load_settings(
        {},
        kafka=pair.kafka,
        redis=pair.redis,
        partitions=6,
        clock="event",
        churn_horizon_d=HORIZON_D,
        # The embedded broker lets nobody join faster.
        session_timeout_s=6.0,
        rebalance_timeout_s=6.0,
    )


class Worker:
    """A worker process of one role.

    Parameters
    ----------
    role : activity or learner.
    settings : of the demo; handed over as its environment.
    folder : where its log lies.
    """

    def __init__(self, role: str, settings: Settings, folder: Path) -> None:
        command = [sys.executable, "-m", "harken.cli", "worker", "--role", role]
        self.child = Child(role, command, folder, worker_environ(settings, os.environ))


def worker_environ(settings: Settings, environ: Mapping[str, str]) -> dict[str, str]:
    """An environment that has these settings and no others."""
    own = {name: value for name, value in environ.items() if not name.startswith(PREFIX)}
    return own | {variable(name): written(getattr(settings, name)) for name in Settings.model_fields}


class _Running:
    """Whether to go on; and a complaint where something of the demo is gone.

    Parameters
    ----------
    until_s : monotonic time of the end; None where only a signal ends it.
    """

    def __init__(
        self, until_s: float | None, stop: Event, feed: Feed, pair: EmbeddedPair, workers: list[Worker]
    ) -> None:
        self._until_s = until_s
        self._stop = stop
        self._feed = feed
        self._pair = pair
        self._workers = workers

    def goes_on(self) -> bool:
        """False at the end. Raises ChildEnded, or what ended the shop."""
        if self._stop.is_set() or (self._until_s is not None and monotonic() >= self._until_s):
            return False
        self._feed.check()
        self._pair.check()
        for worker in self._workers:
            worker.child.check()
        return True


def _show_screen(console: Console, watch: Watch, running: _Running) -> View:
    view = watch.look()
    with Live(render(view, console.height), console=console, screen=True, auto_refresh=False) as live:
        while running.goes_on():
            watch.new_alerts(LOOK_EVERY_S)
            view = watch.look()
            live.update(render(view, console.height), refresh=True)
    return view


def _show_lines(console: Console, watch: Watch, running: _Running) -> View:
    view = watch.look()
    told_s = monotonic()
    while running.goes_on():
        alerts = watch.new_alerts(LOOK_EVERY_S)
        view = watch.look()
        for alert in alerts:
            _print(console, plain_alert(view.took_s, alert))
        if monotonic() - told_s >= STATUS_EVERY_S:
            told_s = monotonic()
            _print(console, status_line(view))
    _print(console, status_line(view))
    return view


def _print(console: Console, line: str) -> None:
    console.print(line, soft_wrap=True, markup=False, highlight=False)
    console.file.flush()
