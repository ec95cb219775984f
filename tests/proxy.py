"""A TCP proxy that a test can hold, cut and close, to see what a client makes of a network that does so."""

import asyncio
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit, urlunsplit

CHUNK_BYTES = 65_536


class _Link:
    """One client's connection and its way on to the server."""

    def __init__(self, client: asyncio.StreamWriter, server: asyncio.StreamWriter) -> None:
        self.client = client
        self.server = server

    def cut(self, *, keep_server: bool) -> None:
        self.client.transport.abort()
        if not keep_server:
            self.server.transport.abort()


class Proxy:
    """Listens on a port of its own and passes everything on to `host:port`; an async context manager.

    Parameters
    ----------
    host, port : the server behind it.
    """

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._links: set[_Link] = set()
        self._pumps: set[asyncio.Task[None]] = set()
        self._requests = asyncio.Event()
        self._replies = asyncio.Event()
        self._requests.set()
        self._replies.set()
        self._refusing = False
        self._server: asyncio.Server | None = None
        self.port = 0
        self.held_bytes = 0
        self.accepted = 0
        #: How long everything is on its way, in either direction, seconds.
        self.delay_s = 0.0

    @property
    def open(self) -> int:
        """Connections to the server that have not ended."""
        return len(self._links)

    @classmethod
    def before(cls, url: str) -> "Proxy":
        """A proxy before the server of this URL."""
        parts = urlsplit(url)
        return cls(parts.hostname or "127.0.0.1", parts.port or 6379)

    def url(self, url: str) -> str:
        """The same URL by way of this proxy (user and password are dropped)."""
        return urlunsplit(urlsplit(url)._replace(netloc=f"127.0.0.1:{self.port}"))

    def hold_requests(self) -> None:
        """Keep back what clients send; `held_bytes` counts it."""
        self._requests.clear()

    def hold_replies(self) -> None:
        """Keep back what the server answers; `held_bytes` counts it."""
        self._replies.clear()

    def release(self) -> None:
        """Let everything go on that was kept back, to whom it can still reach."""
        self._requests.set()
        self._replies.set()

    def cut(self, *, keep_server: bool = False) -> None:
        """Break every connection of now; with `keep_server` what is held still gets to the server on release."""
        for link in list(self._links):
            link.cut(keep_server=keep_server)

    def refuse(self, refusing: bool = True) -> None:
        """Break new connections at once, or stop doing so."""
        self._refusing = refusing

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
        self.cut()
        for pump in list(self._pumps):
            pump.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        if self._refusing:
            writer.transport.abort()
            return
        try:
            server_reader, server_writer = await asyncio.open_connection(*self._target)
        except OSError:
            writer.transport.abort()
            return
        link = _Link(writer, server_writer)
        self._links.add(link)
        there = asyncio.create_task(self._pump(reader, server_writer, self._requests))
        back = asyncio.create_task(self._pump(server_reader, writer, self._replies))
        for pump in (there, back):
            self._pumps.add(pump)
            pump.add_done_callback(self._pumps.discard)
        there.add_done_callback(lambda _: link.server.close())
        back.add_done_callback(lambda _: link.client.transport.abort())
        back.add_done_callback(lambda _: self._links.discard(link))

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, gate: asyncio.Event) -> None:
        try:
            while chunk := await source.read(CHUNK_BYTES):
                if not gate.is_set():
                    self.held_bytes += len(chunk)
                    await gate.wait()
                    self.held_bytes -= len(chunk)
                if self.delay_s:
                    await asyncio.sleep(self.delay_s)
                sink.write(chunk)
                await sink.drain()
        except ConnectionError:
            return
