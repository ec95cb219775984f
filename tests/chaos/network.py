"""A network between workers and store that a scenario can make slow and cut."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.proxy import Proxy

STARTS_WITHIN_S = 10.0


class Network:
    """A proxy before the store, on an event loop in a thread of its own.

    Parameters
    ----------
    proxy : running on `loop`.
    url : of the store, by way of the proxy.
    """

    def __init__(self, proxy: Proxy, loop: asyncio.AbstractEventLoop, url: str) -> None:
        self._proxy = proxy
        self._loop = loop
        self.url = url

    def slow_down(self, round_trip_s: float) -> None:
        """Let everything take so long; 0 is as fast as ever."""
        self._proxy.delay_s = round_trip_s / 2

    def cut(self) -> None:
        """Break every connection of now."""
        self._do(self._proxy.cut)

    def _do(self, what: Callable[[], None]) -> None:
        self._loop.call_soon_threadsafe(what)


@contextmanager
def network(redis_url: str) -> Iterator[Network]:
    """A network to this store, for as long as the block takes."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="network", daemon=True)
    thread.start()
    proxy = Proxy.before(redis_url)
    try:
        asyncio.run_coroutine_threadsafe(proxy.__aenter__(), loop).result(STARTS_WITHIN_S)
        yield Network(proxy, loop, proxy.url(redis_url))
        asyncio.run_coroutine_threadsafe(proxy.__aexit__(None, None, None), loop).result(STARTS_WITHIN_S)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
