"""The workers of this machine: do they answer on their ports, and how are they."""

from collections.abc import Iterator

from harken.doctor.finding import Finding, Health
from harken.health.ask import ask
from harken.health.server import PORTS
from harken.settings import Settings


def look_at_workers(settings: Settings) -> Iterator[Finding]:
    """A finding for each worker that answers on one of the ports where workers are looked for."""
    first = settings.metrics_port
    if not first:
        yield Finding(Health.OK, "worker here", "not asked: HARKEN_METRICS_PORT is 0")
        return
    answered = [finding for port in range(first, min(first + PORTS, 65_536)) for finding in _look(settings, port)]
    if not answered:
        where = f"{settings.metrics_host}:{first} to {first + PORTS - 1}"
        yield Finding(Health.OK, "worker here", f"none answers at {where}; workers elsewhere are not asked")
    yield from answered


def _look(settings: Settings, port: int) -> Iterator[Finding]:
    live = ask(settings.metrics_host, port, "live")
    ready = live and ask(settings.metrics_host, port, "ready")
    if live is None or ready is None:
        return
    told = live if not live.well else ready
    found = f"port {port}: " + ", ".join(f"{name} {what}" for name, what in told.found.items())
    if not live.well:
        yield Finding(Health.FAIL, "worker here", f"{found}", "it hangs: end it, another takes its lanes; keep its log")
    elif not ready.well:
        yield Finding(Health.WARN, "worker here", found, "it waits and goes on by itself when that is mended")
    else:
        yield Finding(Health.OK, "worker here", found)
