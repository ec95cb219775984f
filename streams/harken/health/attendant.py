"""What attends a worker: its heartbeat, its look at the lag, and the port where both can be asked."""

import asyncio
from contextlib import suppress

from harken.health.judge import judge_live, judge_ready
from harken.health.server import NoPort, Page, PageServer
from harken.health.vitals import Vitals
from harken.lag.observer import Observer
from harken.lane.lanes import Lanes
from harken.logs import get_logger
from harken.meters.metrics import Metrics
from harken.meters.states import (
    set_calibration,
    set_figures,
    set_lag,
    set_lanes,
    set_outcomes,
    set_segments,
    set_shifts,
)
from harken.settings import Settings

log = get_logger(__name__)


class Attendant:
    """Attends one worker from `start` to `close`; without a port it only says which lanes stall.

    Parameters
    ----------
    lanes : the worker's.
    metrics : the worker's.
    """

    def __init__(self, settings: Settings, lanes: Lanes, metrics: Metrics) -> None:
        self._settings = settings
        self._lanes = lanes
        self._metrics = metrics
        self._vitals = Vitals(lanes.progress, settings.hung_s, waits_in_step=bool(settings.step_s))
        self._observer: Observer | None = None
        self._server: PageServer | None = None
        self._beat: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start beating and answering; a port that cannot be had is said, and the worker goes on without it."""
        self._beat = asyncio.create_task(self._vitals.beat(), name="heartbeat")
        if not self._settings.metrics_port:
            return
        checks = {
            "/health/live": lambda: judge_live(self._vitals),
            "/health/ready": lambda: judge_ready(self._vitals),
        }
        page = Page(self._metrics.registry, self._refresh, checks)
        try:
            self._server = PageServer(page, self._settings.metrics_host, self._settings.metrics_port)
        except NoPort as fact:
            log.error("no metrics and no health checks", why=str(fact))
            return
        self._observer = Observer(self._settings, self._vitals)
        log.info("metrics and health", at=f"{self._settings.metrics_host}:{self._server.port}")

    async def close(self) -> None:
        """Stop attending."""
        if self._beat is not None:
            self._beat.cancel()
            with suppress(asyncio.CancelledError):
                await self._beat
        if self._observer is not None:
            self._observer.close()
        if self._server is not None:
            await asyncio.to_thread(self._server.close)

    def _refresh(self) -> None:
        set_lanes(self._metrics, self._vitals, self._lanes.cached())
        if self._observer is not None:
            set_lag(self._metrics, self._settings, self._observer.rows, self._observer.age_s())
            set_figures(self._metrics, "churn", self._observer.figures)
            set_calibration(self._metrics, "churn", self._observer.calibration)
            set_outcomes(self._metrics, self._observer.outcomes)
            set_shifts(self._metrics, self._observer.shifts)
            set_segments(self._metrics, self._observer.segments)
