"""Metrics and health over HTTP, in a thread of their own: a busy event loop keeps nobody waiting.

`/metrics`, `/health/live`, `/health/ready`. A port that is taken (another worker on this machine) is no reason to stop
working: the next free one is taken instead and said.
"""

import errno
import socket
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, Final

import orjson
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from harken.errors import HarkenError
from harken.health.judge import Answer
from harken.logs import get_logger

log = get_logger(__name__)

#: So many ports are tried, from the one that is set upwards.
PORTS: Final = 10
#: Whoever connects and asks nothing is let go.
ASK_WITHIN_S: Final = 10.0

Check = Callable[[], Answer]


class NoPort(HarkenError):
    """No port is free to answer on, or the address is none of this machine's."""


class Page:
    """What is answered, by path.

    Parameters
    ----------
    registry : the metrics.
    refresh : sets those metrics that are states, before they are read.
    checks : health checks by path.
    """

    def __init__(self, registry: CollectorRegistry, refresh: Callable[[], None], checks: Mapping[str, Check]) -> None:
        self._registry = registry
        self._refresh = refresh
        self._reading = Lock()
        self._checks = checks

    def answer(self, path: str) -> tuple[HTTPStatus, str, bytes]:
        """Status, content type and body."""
        if path == "/metrics":
            with self._reading:
                self._refresh()
                return HTTPStatus.OK, CONTENT_TYPE_LATEST, generate_latest(self._registry)
        check = self._checks.get(path)
        if check is None:
            known = "\n".join(["/metrics", *self._checks])
            return HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", f"{known}\n".encode()
        answer = check()
        status = HTTPStatus.OK if answer.well else HTTPStatus.SERVICE_UNAVAILABLE
        return status, "application/json", orjson.dumps({"well": answer.well, **answer.found}) + b"\n"


class PageServer:
    """Serves a page until it is closed.

    Parameters
    ----------
    page : what is served.
    host : address to listen on.
    port : the first that is tried, 1 to 65535.

    Raises NoPort.
    """

    def __init__(self, page: Page, host: str, port: int) -> None:
        self._server = _listen(_handler(page), host, port)
        self.port: int = self._server.server_address[1]
        if self.port != port:
            log.warning("port is taken (another worker?); metrics and health are on the next", port=port, now=self.port)
        self._thread = Thread(target=self._server.serve_forever, name="metrics-and-health", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True


class _Server6(_Server):
    address_family = socket.AF_INET6


def _listen(handler: type[BaseHTTPRequestHandler], host: str, port: int) -> _Server:
    last = min(port + PORTS, 65_536)
    server = _Server6 if ":" in host else _Server
    for number in range(port, last):
        try:
            return server((host, number), handler)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise NoPort(f"cannot listen on {host}:{number}: {error.strerror}; see HARKEN_METRICS_HOST") from error
    raise NoPort(f"ports {port} to {last - 1} are all taken; set HARKEN_METRICS_PORT (0 is none)")


def _handler(page: Page) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = ASK_WITHIN_S

        def do_GET(self) -> None:
            status, kind, body = page.answer(self.path.partition("?")[0])
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing: a probe every few seconds is no news."""

    return Handler
