"""A real Redis (or Valkey) on this machine that can be stopped, killed and paused, and keeps its data."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from harken.demo.ports import free_ports
from tests.services.answers import answers
from tests.services.child import Child, ServiceFailed

START_TIMEOUT_S = 20.0
TRIES = 3


class LocalRedis:
    """A server and its folder. Started again on the same folder it keeps its address and (append-only file) its data.

    Parameters
    ----------
    folder : where its data and log are; made when missing.
    options : settings of redis.conf over the ones below.
    binary : the server's program; by default `redis-server` on the path.
    """

    keeps_data: ClassVar = True

    def __init__(self, folder: Path, options: Mapping[str, str] | None = None, binary: str | None = None) -> None:
        self.folder = folder
        self._options = dict(options or {})
        self._binary = binary
        self._child: Child | None = None
        (self._port,) = free_ports(1)
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def url(self) -> str:
        """Its address, of database 0."""
        return f"redis://127.0.0.1:{self._port}/0"

    @property
    def pid(self) -> int:
        """The server's process id; 0 when it does not run."""
        return self._child.pid if self._child is not None else 0

    def start(self) -> None:
        """Start it and wait until it has loaded its data and answers.

        Raises
        ------
        ServiceFailed : when there is no such program, or it does not come up.
        """
        fresh = not (self.folder / "redis.log").exists()
        for attempt in range(TRIES):
            try:
                self._run()
                return
            except ServiceFailed as failed:
                # Another process took the port between our look and our use.
                if not fresh or "Address already in use" not in str(failed) or attempt == TRIES - 1:
                    raise
                (self._port,) = free_ports(1)

    def stop(self) -> None:
        """Shut it down in order: what was written is on disk."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    def kill(self) -> None:
        """End it as a crash would (kill -9): up to a second of writes may be gone with `appendfsync everysec`."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    def remove(self) -> None:
        """End it for good, the quick way."""
        self.kill()

    def pause(self) -> None:
        """Freeze it: connections stay open and nothing answers."""
        if self._child is not None:
            self._child.pause()

    def resume(self) -> None:
        """Let a paused one go on."""
        if self._child is not None:
            self._child.resume()

    def _run(self) -> None:
        binary = self._binary or shutil.which("redis-server")
        if binary is None:
            raise ServiceFailed("no redis-server on the path")
        settings = {
            "bind": "127.0.0.1",
            "port": str(self._port),
            "dir": str(self.folder),
            "save": "",
            "appendonly": "yes",
            "appendfsync": "everysec",
            **self._options,
        }
        arguments = [word for name, value in settings.items() for word in (f"--{name}", value)]
        child = Child([binary, *arguments], self.folder / "redis.log")
        ready = "Ready to accept connections"
        child.wait_until(lambda: ready in child.output() and answers(self._port), START_TIMEOUT_S)
        self._child = child
